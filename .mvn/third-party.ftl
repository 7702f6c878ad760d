<#-- The text of META-INF/THIRD-PARTY.txt: what runs with this jar, and under which licence. -->
What this jar runs with. Each is under the licence named; Apache-2.0 is the text in the file
LICENSE. What a jar says of its own parts is in its META-INF.

<#list dependencyMap as entry>
<#assign artifact = entry.getKey()>
${artifact.groupId}:${artifact.artifactId}:${artifact.version}
  ${entry.getValue()?join(", ")}, ${artifact.url!"no address given"}
</#list>
