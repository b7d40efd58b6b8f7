# The class is taken back; the run gets more devices.
sed -i -e '/className: fast/d' -e 's/gpusPerNode: 2/gpusPerNode: 8/' team-a/support-bot.finetune.yaml
