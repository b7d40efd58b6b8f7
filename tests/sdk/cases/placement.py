"""Where the pods go, for all three jobs."""

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
from kubeflow.trainer.options import (
    JobSetSpecPatch,
    JobSetTemplatePatch,
    JobSpecPatch,
    JobTemplatePatch,
    PodSpecPatch,
    PodTemplatePatch,
    ReplicatedJobPatch,
    RuntimePatch,
    TrainingRuntimeSpecPatch,
)


def call(client: TrainerClient) -> str:
    return client.train(
        runtime="torchtune-llama3.2-1b",
        initializer=Initializer(
            dataset=HuggingFaceDatasetInitializer(storage_uri="hf://tatsu-lab/alpaca/data"),
            model=HuggingFaceModelInitializer(storage_uri="hf://meta-llama/Llama-3.2-1B-Instruct"),
        ),
        trainer=BuiltinTrainer(
            config=TorchTuneConfig(dataset_preprocess_config=TorchTuneInstructDataset(source=DataFormat.PARQUET))
        ),
        options=[
            RuntimePatch(
                TrainingRuntimeSpecPatch(
                    template=JobSetTemplatePatch(
                        spec=JobSetSpecPatch(
                            replicated_jobs=[
                                ReplicatedJobPatch(
                                    name=name,
                                    template=JobTemplatePatch(
                                        spec=JobSpecPatch(
                                            template=PodTemplatePatch(
                                                spec=PodSpecPatch(
                                                    node_selector={"gpu": "a100"},
                                                    tolerations=[{"key": "nvidia.com/gpu", "operator": "Exists"}],
                                                    service_account_name="trainer",
                                                    image_pull_secrets=[{"name": "registry"}],
                                                )
                                            )
                                        )
                                    ),
                                )
                                for name in ("dataset-initializer", "model-initializer", "node")
                            ]
                        )
                    )
                )
            )
        ],
    )
