# proof_job.sh MARKS NAME: runs until the test says how it ends, and takes a second to be stopped.
# Leaves a mark if it ever runs twice at the same time.
marks=$1/$2
mkdir -p "$marks"
mkdir "$marks/running" 2>/dev/null || touch "$marks/two-at-once"
trap 'sleep 1; rmdir "$marks/running"; exit 1' TERM
run=1
while ! mkdir "$marks/run.$run" 2>/dev/null; do
  run=$((run + 1))
done
echo "run $run has begun"
while [ ! -e "$marks/succeed" ] && [ ! -e "$marks/fail" ]; do
  sleep 0.2
done
rmdir "$marks/running"
if [ -e "$marks/fail" ]; then
  echo "no such table: baskets"
  exit 3
fi
echo "run $run is done"
