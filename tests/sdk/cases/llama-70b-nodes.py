"""Four nodes of eight GPUs: full fine-tuning of the one model that Trainer takes on several."""

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
        runtime="torchtune-llama3.3-70b",
        initializer=Initializer(
            dataset=HuggingFaceDatasetInitializer(storage_uri="hf://tatsu-lab/alpaca/data"),
            model=HuggingFaceModelInitializer(storage_uri="hf://meta-llama/Llama-3.3-70B-Instruct"),
        ),
        trainer=BuiltinTrainer(
            config=TorchTuneConfig(
                dataset_preprocess_config=TorchTuneInstructDataset(source=DataFormat.PARQUET),
                num_nodes=4,
                resources_per_node={"gpu": 8},
            )
        ),
    )
