# Each starts another run of one spec: the spec merges by itself, what is rendered conflicts, and a compile resolves it.
git checkout -q -b three
sed -i 's/2.0e-4/1.0e-4/' team-a/support-bot.finetune.yaml
gitune compile . 2> /dev/null
git commit -q -a -m three
git checkout -q -b four main
sed -i 's/memory: 64Gi/memory: 96Gi/' team-a/support-bot.finetune.yaml
gitune compile . 2> /dev/null
git commit -q -a -m four
git checkout -q main
git merge -q three
if git merge -q --no-commit four > /dev/null 2>&1; then
    echo 'there should be a conflict' >&2
    exit 1
fi
git diff --name-only --diff-filter=U | grep -q '^rendered/'
test -z "$(git diff --name-only --diff-filter=U | grep -v '^rendered/')"
