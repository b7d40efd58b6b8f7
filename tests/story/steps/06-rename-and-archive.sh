# Its last run is archived: now it may.
run=$(sed -n 's/^  "run": "\(.*\)",/\1/p' rendered/team-a/support-bot/gitune-manifest.json)
printf 'archive:\n- team-a/%s\n' "$run" >> gitune.yaml
