# Its runs are listed: now it may. Who removes an environment removes its tree.
git rm -rq rendered/staging
echo 'archive:' >> gitune.yaml
for run in $(git show HEAD:rendered/staging/team-a/answers/gitune-manifest.json \
    HEAD:rendered/staging/team-a/summaries/gitune-manifest.json | sed -n 's/^  "run": "\(.*\)",/\1/p'); do
  echo "- team-a/$run" >> gitune.yaml
done
