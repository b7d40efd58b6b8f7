# One tree again. Both fine-tunes go on where the folder is that of prod.
sed -i -e '/^environments:/,/^  prod:/d' gitune.yaml
printf 'output: rendered/prod\n' >> gitune.yaml
sed -i 's/gradientClipping: 1.0}/gradientClipping: 1.0, seed: 7}/' gitune.yaml
git rm -rq rendered/dev
