# The same folder is the same tree, whatever the environment is called.
sed -i -e 's/^  dev:/  development:\n    output: rendered\/dev/' gitune.yaml
