# What stands once for the project changes, and no fine-tune does.
sed -i 's/branch: main/branch: production/' gitune.yaml
