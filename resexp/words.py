"""Words of rows that probes write and figures read: interventions, notes and quantities. No torch.

Changing one of them makes rows that are on disk unreadable for figures, so they stay.
"""

from __future__ import annotations

# interventions
INTACT = "full"
"""The net as trained."""

NO_LESION = "no lesion"
"""The intact net, measured beside lesions on the same images."""

RE_ESTIMATED = " (BN re-estimated)"
"""How the intervention ends where BN's statistics were estimated again."""

AT_INITIALISATION = "at initialisation"
"""The net before its first step; also part of the label of nets that were not trained."""

BATCH_STATISTICS = "batch statistics"
"""The last weights with the batch's statistics of BN: comparable with those of earlier iterations."""

DIRECT_TERM = "direct term"
"""The gradient that passes the shortcuts alone."""

AS_THEY_ARE, SCALED = "branches as they are", "branches times their survival"
"""A net trained on random paths, tested with its branches in full, and each times the probability with which it was trained."""

RESET = "reset to iteration {}"
"""One unit's weights set back to those after so many iterations: 0 are its initial ones."""

# quantities
ERROR, LOSS, TAU = "error", "loss", "tau"
GRADIENT_NORM, PARAMETER_GRADIENT = "gradient norm", "parameter gradient"
PREDICTED_NORM, PREDICTED_IN_STAGE = "predicted norm", "predicted norm in stage"
GROWTH, GROWTH_LOW, GROWTH_HIGH = "growth", "growth low", "growth high"
DEVIATION, FORWARD_DEVIATION, GENERAL_DEVIATION = "deviation", "forward deviation", "general deviation"
DIRECT_COSINE, DIRECT_RATIO = "direct cosine", "direct ratio"
GRADIENT_COSINE = "gradient cosine"
ALIGNMENT, BRANCH_RATIO = "alignment", "branch ratio"
RESPONSE_STD, VARIANCE_RATIO, SHORTCUT_VARIANCE = "response std", "variance ratio", "shortcut variance"
PATH_FRACTION, PATH_NORM, PATH_SHARE = "path fraction", "path gradient norm", "path gradient share"
PATH_DEVIATION, SAMPLED_NORM, SAMPLED_PATHS = "path gradient deviation", "sampled path gradient norm", "sampled paths"
PATH_ENERGY, ENERGY_APART = "path energy", "path energy if independent"
ENERGY_ERROR, COHERENCE, COHERENCE_ERROR = "path energy error", "path coherence", "path coherence error"
HEAD_ERROR, HEAD_LOSS, HEAD_AGREEMENT, PROBE_ERROR = "head error", "head loss", "head agreement", "probe error"
IDENTITY_DISTANCE, FIT_ERROR, TARGET_DISTANCE = "identity distance", "fit error", "target distance"
MEAN_IOU, PIXEL_ACCURACY, CLASS_IOU, CONFUSION = "mean IoU", "pixel accuracy", "class IoU", "confusion"
MISMATCHED, SPLIT_OBJECTS = "mismatched pixels", "split objects"
OBJECTS, OBJECT_IOU, OBJECT_RECALL = "objects", "object IoU", "object recall"
IMAGE_MISMATCHED, IMAGE_SPLIT, IMAGE_MISSED = "mismatched pixels of image", "split pixels of image", "missed pixels of image"
PREDICTION, PICTURES_OF = "prediction", "pictures of"
RECEPTIVE_FIELD, EFFECTIVE_FIELD, FIELD_PROFILE = "receptive field", "effective receptive field", "receptive profile"
