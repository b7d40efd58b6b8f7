# Two branches, each with another spec. The first is merged.
git checkout -q -b one
sed -i 's/rank: 8/rank: 16/' team-a/support-bot.finetune.yaml
gitune compile . 2> /dev/null
git commit -q -a -m one
git checkout -q -b two main
sed -i 's/epochs: 2/epochs: 3/' team-b/finetune.yaml
gitune compile . 2> /dev/null
git commit -q -a -m two
git checkout -q main
git merge -q --no-ff --no-commit one
