# proof_job.sh MARKS NAME: runs until the test says how it ends, and takes nearly all of the three
# seconds that Ray gives it to be stopped. Leaves a mark if it ever runs twice at the same time: the
# lock goes with this process, however it ends, and is not handed on to others.
marks=$1/$2
mkdir -p "$marks"
exec 9>"$marks/lock"
flock -n 9 || touch "$marks/two-at-once"
trap 'sleep 2.5 9>&-; exit 1' TERM
run=1
while ! mkdir "$marks/run.$run" 2>/dev/null; do
  run=$((run + 1))
done
echo "run $run has begun"
while [ ! -e "$marks/succeed" ] && [ ! -e "$marks/fail" ]; do
  sleep 0.2 9>&-
done
if [ -e "$marks/fail" ]; then
  echo "no such table: baskets"
  exit 3
fi
echo "run $run is done"
