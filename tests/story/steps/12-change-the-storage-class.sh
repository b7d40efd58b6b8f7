# Refused: a claim keeps its class.
sed -i 's/size: 40Gi/size: 40Gi\n  className: fast/' team-a/support-bot.finetune.yaml
