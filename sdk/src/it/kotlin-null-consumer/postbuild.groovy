// Kotlin refused each line that is marked as wrong, for its null, and no other.
def source = new File(basedir, "src/main/kotlin/consumer/Nulls.kt").readLines()
def wrong = (1..source.size()).findAll { source[it - 1].contains("// wrong") }
def refused = []
new File(basedir, "build.log").eachLine { line ->
  def found = line =~ /\[ERROR\] .*Nulls\.kt:[\[(]?(\d+)[,:].*/
  if (found.matches()) {
    assert line =~ /(?i)null|\?|type mismatch/: line
    refused << found.group(1).toInteger()
  }
}
assert refused.toSet() == wrong.toSet()
assert wrong.size() == 5
