# Archived, it leaves Git, and nothing that it made is deleted.
run=$(sed -n 's/^  "run": "\(.*\)",/\1/p' rendered/team-a/summaries/gitune-manifest.json)
printf -- '- team-a/%s\n' "$run" >> gitune.yaml
