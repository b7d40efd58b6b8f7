# Refused: the fine-tune that had the old name would leave Git unarchived.
sed -i 's/name: support-bot/name: helper/' team-a/support-bot.finetune.yaml
