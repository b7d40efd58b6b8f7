# No run starts, and the claim gets larger.
sed -i 's/size: 16Gi/size: 40Gi/' team-a/support-bot.finetune.yaml
