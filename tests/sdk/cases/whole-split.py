"""The split and the input, said as they are by default."""

from kubeflow.trainer import (
    BuiltinTrainer,
    DataFormat,
    HuggingFaceDatasetInitializer,
    HuggingFaceModelInitializer,
    Initializer,
    TorchTuneConfig,
    TorchTuneInstructDataset,
    TrainerClient,
)


def call(client: TrainerClient) -> str:
    return client.train(
        runtime="torchtune-llama3.2-1b",
        initializer=Initializer(
            dataset=HuggingFaceDatasetInitializer(storage_uri="hf://tatsu-lab/alpaca/data"),
            model=HuggingFaceModelInitializer(storage_uri="hf://meta-llama/Llama-3.2-1B-Instruct"),
        ),
        trainer=BuiltinTrainer(
            config=TorchTuneConfig(
                dataset_preprocess_config=TorchTuneInstructDataset(
                    source=DataFormat.PARQUET, split="train", train_on_input=False
                )
            )
        ),
    )
