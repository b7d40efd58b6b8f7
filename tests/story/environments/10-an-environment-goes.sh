# Refused: nobody has said that its runs are done.
sed -i '/  staging:/d' gitune.yaml
