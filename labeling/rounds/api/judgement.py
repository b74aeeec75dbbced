"""How a version was judged, as JSON."""

from typing import Any

from rest_framework import serializers

from labeling.cohorts.api.serializers import CaseNameSerializer


class IntervalSerializer(serializers.Serializer[Any]):
    """A mean per patient and its 95 % bootstrap interval; no interval below five patients."""

    mean = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    patients = serializers.IntegerField()


class GateRuleSerializer(serializers.Serializer[Any]):
    """What was measured, and what it had to meet."""

    name = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    limit = serializers.FloatField(allow_null=True)
    passed = serializers.BooleanField()
    note = serializers.CharField(allow_blank=True)


class ClassChangeSerializer(serializers.Serializer[Any]):
    """Change of Dice of one label."""

    value = serializers.IntegerField()
    change = IntervalSerializer()


class GroupChangeSerializer(serializers.Serializer[Any]):
    """Change of Dice in one subgroup that the gate judged."""

    name = serializers.CharField()
    change = IntervalSerializer()


class FindingChangeSerializer(serializers.Serializer[Any]):
    """Change of AUROC of one finding."""

    key = serializers.CharField()
    change = IntervalSerializer()


class GateSerializer(serializers.Serializer[Any]):
    """The decision on the locked holdout, paired per patient; `delta` of Dice, of findings of AUROC."""

    promoted = serializers.BooleanField()
    reason = serializers.CharField()
    rules = GateRuleSerializer(many=True)
    cases = serializers.IntegerField()
    patients = serializers.IntegerField()
    challenger_dice = serializers.FloatField(allow_null=True)
    champion_dice = serializers.FloatField(allow_null=True)
    challenger_auroc = serializers.FloatField(allow_null=True)
    champion_auroc = serializers.FloatField(allow_null=True)
    delta = IntervalSerializer(allow_null=True)
    per_class = ClassChangeSerializer(many=True)
    per_group = GroupChangeSerializer(many=True)
    per_finding = FindingChangeSerializer(many=True)


class ClassScoresSerializer(serializers.Serializer[Any]):
    """One label over the holdout: hd95 in mm, volume_bias in ml, volume_error a share of the truth."""

    value = serializers.IntegerField()
    present = serializers.IntegerField(allow_null=True)
    dice = IntervalSerializer(allow_null=True)
    nsd = IntervalSerializer(allow_null=True)
    hd95 = IntervalSerializer(allow_null=True)
    volume_bias = IntervalSerializer(allow_null=True)
    volume_error = IntervalSerializer(allow_null=True)


class GroupScoresSerializer(serializers.Serializer[Any]):
    """One subgroup. `hidden`: empty, "small", or "complement" where it would tell a small one."""

    name = serializers.CharField()
    cases = serializers.IntegerField()
    patients = serializers.IntegerField()
    hidden = serializers.ChoiceField(choices=["", "small", "complement"])
    dice = IntervalSerializer(allow_null=True)
    delta = IntervalSerializer(allow_null=True)


class GroupGapSerializer(serializers.Serializer[Any]):
    """Between the best and the worst group of an attribute that are shown."""

    attribute = serializers.CharField()
    best = serializers.CharField()
    worst = serializers.CharField()
    interval = IntervalSerializer()


class SubgroupsSerializer(serializers.Serializer[Any]):
    """Scores of subgroups; below `smallest` patients they are hidden; `alike` attributes split nothing."""

    smallest = serializers.IntegerField()
    groups = GroupScoresSerializer(many=True)
    intersections = GroupScoresSerializer(many=True)
    gaps = GroupGapSerializer(many=True)
    alike = serializers.ListField(child=serializers.CharField())


class ReliabilityBinSerializer(serializers.Serializer[Any]):
    """Voxels of about one confidence, and how many of them were right."""

    confidence = serializers.FloatField()
    accuracy = serializers.FloatField()
    voxels = serializers.IntegerField()


class ReliabilitySerializer(serializers.Serializer[Any]):
    """Over all voxels of the holdout near the foreground."""

    ece = serializers.FloatField(allow_null=True)
    ace = serializers.FloatField(allow_null=True)
    brier = serializers.FloatField(allow_null=True)
    bins = ReliabilityBinSerializer(many=True)


class CalibrationSerializer(serializers.Serializer[Any]):
    """Before and after the logits are divided by the temperature."""

    temperature = serializers.FloatField()
    before = ReliabilitySerializer()
    after = ReliabilitySerializer()


class WorstCaseSerializer(serializers.Serializer[Any]):
    """A holdout case that did badly, and its worst label."""

    case = CaseNameSerializer()
    revision = serializers.IntegerField(allow_null=True)
    dice = serializers.FloatField(allow_null=True)
    hd95 = serializers.FloatField(allow_null=True)
    failed = serializers.BooleanField()
    value = serializers.IntegerField()
    value_dice = serializers.FloatField(allow_null=True)


class FindingGroupSerializer(serializers.Serializer[Any]):
    """One finding in one subgroup; `why` as of the holdout, or complement: it would tell a small group."""

    name = serializers.CharField()
    patients = serializers.IntegerField()
    auroc = IntervalSerializer(allow_null=True)
    why = serializers.CharField(allow_blank=True)


class FindingScoresSerializer(serializers.Serializer[Any]):
    """One finding over the holdout; `why` it has no AUROC: no_label, one_class_only, too_few."""

    key = serializers.CharField()
    n = serializers.IntegerField()
    present = serializers.IntegerField()
    auroc = IntervalSerializer(allow_null=True)
    average_precision = IntervalSerializer(allow_null=True)
    sensitivity = IntervalSerializer(allow_null=True)
    brier = IntervalSerializer(allow_null=True)
    ece = serializers.FloatField(allow_null=True)
    why = serializers.CharField(allow_blank=True)
    groups = FindingGroupSerializer(many=True)


class HoldoutSerializer(serializers.Serializer[Any]):
    """All that was measured on the locked holdout; means are over its patients."""

    cases = serializers.IntegerField()
    patients = serializers.IntegerField()
    dice = IntervalSerializer()
    nsd = serializers.FloatField(allow_null=True)
    hd95 = serializers.FloatField(allow_null=True)
    failed = serializers.IntegerField()
    classes = ClassScoresSerializer(many=True)
    subgroups = SubgroupsSerializer(allow_null=True)
    calibration = CalibrationSerializer(allow_null=True)
    worst = WorstCaseSerializer(many=True)
    findings = FindingScoresSerializer(many=True)


class HumanCeilingSerializer(serializers.Serializer[Any]):
    """Dice between two readers who had not seen each other's mask, when the version was judged."""

    value = serializers.IntegerField()
    cases = serializers.IntegerField()
    dice = IntervalSerializer()


class QueryRateSerializer(serializers.Serializer[Any]):
    """A subgroup's share of the picks beside its share of the pool; null where it is too small."""

    name = serializers.CharField()
    cases = serializers.IntegerField()
    picked = serializers.IntegerField(allow_null=True)
    pool_share = serializers.FloatField(allow_null=True)
    picked_share = serializers.FloatField(allow_null=True)
