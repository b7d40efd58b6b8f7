# Another run starts, and the earlier one stays.
sed -i 's/3.0e-4/2.0e-4/' team-a/support-bot.finetune.yaml
