# Refused: no volume shrinks.
git rm -q -f team-a/summaries.finetune.yaml
sed -i 's/size: 20Gi/size: 16Gi/' team-a/support-bot.finetune.yaml
