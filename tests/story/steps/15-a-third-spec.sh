# So that two teams can change something at once.
mkdir team-b
sed -e 's/name: helper/name: classifier/' -e 's/team-a/team-b/' team-a/support-bot.finetune.yaml > team-b/finetune.yaml
