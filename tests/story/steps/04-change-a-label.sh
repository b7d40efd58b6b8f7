# No run starts.
sed -i 's/team: support/team: service/' team-a/support-bot.finetune.yaml
