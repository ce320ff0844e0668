"""Residual nets as other people write them: plain PyTorch, one class for each design, and nothing of resexp.

Every unit is made by `Unit(c_in, c_inner, c_out, stride, first)`, where `first` says that it is the net's first unit.
`names` says which module of resexp's unit holds the same weights; `copy_weights` uses it and leaves no module out.
"""

import torch
import torch.nn.functional as F
from torch import nn


def conv3(c_in, c_out, stride=1):
    return nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)


def conv1(c_in, c_out, stride=1, bias=False):
    return nn.Conv2d(c_in, c_out, kernel_size=1, stride=stride, bias=bias)


def pad_end(x, c_out, stride):
    """Option A as in fb.resnet.torch: pooling with a window of one pixel, then concatenation with zeros."""
    x = F.avg_pool2d(x, 1, stride)
    zeros = torch.zeros(x.shape[0], c_out - x.shape[1], x.shape[2], x.shape[3], dtype=x.dtype)
    return torch.cat([x, zeros], dim=1)


def pad_half(x, c_out, stride):
    """Option A as in the published PyTorch CIFAR weights: half of the zero channels on each side."""
    x = F.avg_pool2d(x, 1, stride)
    half = torch.zeros(x.shape[0], (c_out - x.shape[1]) // 2, x.shape[2], x.shape[3], dtype=x.dtype)
    return torch.cat([half, x, half], dim=1)


class Original(nn.Module):
    """He 2015, Fig. 2, with option A. Subclasses below change what stands beside the branch (`join`)."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__()
        self.c_in, self.c_out, self.stride = c_in, c_out, stride
        self.conv1 = conv3(c_in, c_inner, stride)
        self.bn1 = nn.BatchNorm2d(c_inner)
        self.conv2 = conv3(c_inner, c_out)
        self.bn2 = nn.BatchNorm2d(c_out)
        self.names = {"conv1": "branch.0", "bn1": "branch.1", "conv2": "branch.3", "bn2": "branch.4"}

    def forward(self, x):
        f = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(self.join(x, f))

    def join(self, x, f):
        return self.option_a(x) + f

    def option_a(self, x):
        return x if self.c_in == self.c_out and self.stride == 1 else pad_end(x, self.c_out, self.stride)


class Plain(Original):
    """The same two layers without a shortcut."""

    def join(self, x, f):
        return f


class OriginalPadHalf(Original):
    def join(self, x, f):
        return f + (x if self.c_in == self.c_out and self.stride == 1 else pad_half(x, self.c_out, self.stride))


class OriginalProject(Original):
    """Option B without batch normalisation."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__(c_in, c_inner, c_out, stride, first)
        self.changes = c_in != c_out or stride != 1
        if self.changes:
            self.side = conv1(c_in, c_out, stride)
            self.names["side"] = "shortcut.match"

    def join(self, x, f):
        return f + (self.side(x) if self.changes else x)


class OriginalProjectBN(Original):
    """Option B with batch normalisation."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__(c_in, c_inner, c_out, stride, first)
        self.changes = c_in != c_out or stride != 1
        if self.changes:
            self.side, self.side_bn = conv1(c_in, c_out, stride), nn.BatchNorm2d(c_out)
            self.names |= {"side": "shortcut.match.0", "side_bn": "shortcut.match.1"}

    def join(self, x, f):
        return f + (self.side_bn(self.side(x)) if self.changes else x)


class ScaledBoth(Original):
    """He 2016, section 3.1, with unequal numbers so that exchanging them shows."""

    def join(self, x, f):
        return 0.5 * self.option_a(x) + 0.75 * f


class ScaledHalf(Original):
    def join(self, x, f):
        return self.option_a(x) / 2 + f / 2


class ScaledShortcut(Original):
    def join(self, x, f):
        return 0.5 * self.option_a(x) + f


class Gated(Original):
    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__(c_in, c_inner, c_out, stride, first)
        self.gate = conv1(c_in, c_out, stride, bias=True)
        self.names["gate"] = "shortcut.gate"


class ExclusiveGate(Gated):
    """He 2016, section 3.2, Fig. 2c."""

    def join(self, x, f):
        g = 1 / (1 + torch.exp(-self.gate(x)))
        return (1 - g) * self.option_a(x) + g * f


class ShortcutGate(Gated):
    """He 2016, section 3.2, Fig. 2d."""

    def join(self, x, f):
        g = 1 / (1 + torch.exp(-self.gate(x)))
        return (1 - g) * self.option_a(x) + f


class ConvShortcut(Original):
    """He 2016, section 3.3: a 1x1 convolution in every unit."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__(c_in, c_inner, c_out, stride, first)
        self.side = conv1(c_in, c_out, stride)
        self.names["side"] = "shortcut.match"

    def join(self, x, f):
        return self.side(x) + f


class ConvShortcutBN(Original):
    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__(c_in, c_inner, c_out, stride, first)
        self.side, self.side_bn = conv1(c_in, c_out, stride), nn.BatchNorm2d(c_out)
        self.names |= {"side": "shortcut.match.0", "side_bn": "shortcut.match.1"}

    def join(self, x, f):
        return self.side_bn(self.side(x)) + f


class DropoutShortcut(Original):
    """He 2016, section 3.4: dropout of what reaches the addition, scaled by 1 / (1 - 0.5) as PyTorch does."""

    def join(self, x, f):
        s = self.option_a(x)
        if self.training:
            s = s * torch.empty_like(s).bernoulli_(0.5) / 0.5
        return s + f


class BNAfterAddition(nn.Module):
    """He 2016, Fig. 4b."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__()
        self.c_in, self.c_out, self.stride = c_in, c_out, stride
        self.conv1, self.bn1 = conv3(c_in, c_inner, stride), nn.BatchNorm2d(c_inner)
        self.conv2, self.bn2 = conv3(c_inner, c_out), nn.BatchNorm2d(c_out)
        self.names = {"conv1": "branch.0", "bn1": "branch.1", "conv2": "branch.3", "bn2": "after.0"}

    def forward(self, x):
        s = x if self.c_in == self.c_out else pad_end(x, self.c_out, self.stride)
        return F.relu(self.bn2(s + self.conv2(F.relu(self.bn1(self.conv1(x))))))


class ReLUBeforeAddition(Original):
    """He 2016, Fig. 4c."""

    def forward(self, x):
        f = F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))
        return self.option_a(x) + f


class ReLUOnlyPreactivation(Original):
    """He 2016, Fig. 4d."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__(c_in, c_inner, c_out, stride, first)
        self.names = {"conv1": "branch.1", "bn1": "branch.2", "conv2": "branch.4", "bn2": "branch.5"}

    def forward(self, x):
        f = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(F.relu(x))))))
        return self.option_a(x) + f


class ReLUOnlySharedFirst(ReLUOnlyPreactivation):
    """The same; in the net's first unit the shortcut starts behind the ReLU."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__(c_in, c_inner, c_out, stride, first)
        self.first = first
        if first:
            self.names = {"conv1": "branch.0", "bn1": "branch.1", "conv2": "branch.3", "bn2": "branch.4"}

    def forward(self, x):
        return super().forward(F.relu(x) if self.first else x)


class Preactivation(nn.Module):
    """He 2016, Fig. 4e. Where `shared`, the shortcut starts behind the first activation."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__()
        self.c_in, self.c_out, self.stride = c_in, c_out, stride
        self.shared = self.shares(first)
        self.bn1, self.conv1 = nn.BatchNorm2d(c_in), conv3(c_in, c_inner, stride)
        self.bn2, self.conv2 = nn.BatchNorm2d(c_inner), conv3(c_inner, c_out)
        self.names = {"bn1": "branch.0", "conv1": "branch.2", "bn2": "branch.3", "conv2": "branch.5"}
        if self.shared:
            self.names = {"bn1": "lead.0", "conv1": "branch.0", "bn2": "branch.1", "conv2": "branch.3"}

    def shares(self, first):
        return first

    def forward(self, x):
        a = F.relu(self.bn1(x))
        s = a if self.shared else x
        if self.c_in != self.c_out or self.stride != 1:
            s = pad_end(s, self.c_out, self.stride)
        return s + self.conv2(F.relu(self.bn2(self.conv1(a))))


class PreactivationStage(Preactivation):
    """The first activation is shared in the first unit of every stage."""

    def shares(self, first):
        return first or self.stride != 1


class PreactivationNever(Preactivation):
    def shares(self, first):
        return False


class Bottleneck(nn.Module):
    """He 2015, Fig. 5 right, with a batch-normalised projection where the shape changes; the first convolution strides."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__()
        self.conv1, self.bn1 = conv1(c_in, c_inner, stride), nn.BatchNorm2d(c_inner)
        self.conv2, self.bn2 = conv3(c_inner, c_inner), nn.BatchNorm2d(c_inner)
        self.conv3, self.bn3 = conv1(c_inner, c_out), nn.BatchNorm2d(c_out)
        self.names = {"conv1": "branch.0", "bn1": "branch.1", "conv2": "branch.3", "bn2": "branch.4"}
        self.names |= {"conv3": "branch.6", "bn3": "branch.7"}
        self.changes = c_in != c_out or stride != 1
        if self.changes:
            self.side, self.side_bn = conv1(c_in, c_out, stride), nn.BatchNorm2d(c_out)
            self.names |= {"side": "shortcut.match.0", "side_bn": "shortcut.match.1"}

    def forward(self, x):
        f = F.relu(self.bn1(self.conv1(x)))
        f = F.relu(self.bn2(self.conv2(f)))
        f = self.bn3(self.conv3(f))
        return F.relu(f + (self.side_bn(self.side(x)) if self.changes else x))


class PreactivationBottleneck(nn.Module):
    """He 2016, section 4.1: where the width changes, the projection too sees the first activation."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(c_in), conv1(c_in, c_inner, stride)
        self.bn2, self.conv2 = nn.BatchNorm2d(c_inner), conv3(c_inner, c_inner)
        self.bn3, self.conv3 = nn.BatchNorm2d(c_inner), conv1(c_inner, c_out)
        self.changes = c_in != c_out
        if self.changes:
            self.side = conv1(c_in, c_out, stride)
            self.names = {"bn1": "lead.0", "conv1": "branch.0", "bn2": "branch.1", "conv2": "branch.3"}
            self.names |= {"bn3": "branch.4", "conv3": "branch.6", "side": "shortcut.match"}
        else:
            self.names = {"bn1": "branch.0", "conv1": "branch.2", "bn2": "branch.3", "conv2": "branch.5"}
            self.names |= {"bn3": "branch.6", "conv3": "branch.8"}

    def forward(self, x):
        a = F.relu(self.bn1(x))
        f = self.conv1(a)
        f = self.conv2(F.relu(self.bn2(f)))
        f = self.conv3(F.relu(self.bn3(f)))
        return f + (self.side(a) if self.changes else x)


class BottleneckBNAfterAddition(Bottleneck):
    """Fig. 4b of He 2016 in a bottleneck."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__(c_in, c_inner, c_out, stride, first)
        self.names["bn3"] = "after.0"

    def forward(self, x):
        f = self.conv3(F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))))
        return F.relu(self.bn3(f + (self.side_bn(self.side(x)) if self.changes else x)))


class BottleneckReLUBeforeAddition(Bottleneck):
    """Fig. 4c."""

    def forward(self, x):
        f = F.relu(self.bn3(self.conv3(F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))))))
        return f + (self.side_bn(self.side(x)) if self.changes else x)


class BottleneckReLUOnlyPreactivation(Bottleneck):
    """Fig. 4d; where the width changes, the projection too sees the first ReLU's output."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__(c_in, c_inner, c_out, stride, first)
        if c_in == c_out:
            self.names = {"conv1": "branch.1", "bn1": "branch.2", "conv2": "branch.4", "bn2": "branch.5"}
            self.names |= {"conv3": "branch.7", "bn3": "branch.8"}

    def forward(self, x):
        a = F.relu(x)
        f = self.bn3(self.conv3(F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(a))))))))
        return f + (self.side_bn(self.side(a)) if self.changes else x)


class OneLayer(nn.Module):
    """One convolution in a unit, original order."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__()
        self.c_in, self.c_out, self.stride = c_in, c_out, stride
        self.conv, self.bn = conv3(c_in, c_out, stride), nn.BatchNorm2d(c_out)
        self.names = {"conv": "branch.0", "bn": "branch.1"}

    def forward(self, x):
        s = x if self.c_in == self.c_out else pad_end(x, self.c_out, self.stride)
        return F.relu(s + self.bn(self.conv(x)))


class OneLayerPreactivation(nn.Module):
    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__()
        self.c_in, self.c_out, self.stride = c_in, c_out, stride
        self.bn, self.conv = nn.BatchNorm2d(c_in), conv3(c_in, c_out, stride)
        self.names = {"bn": "branch.0", "conv": "branch.2"}

    def forward(self, x):
        s = x if self.c_in == self.c_out else pad_end(x, self.c_out, self.stride)
        return s + self.conv(F.relu(self.bn(x)))


class OneLayerPreactivationShared(OneLayerPreactivation):
    """In the net's first unit the shortcut starts behind the activation."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__(c_in, c_inner, c_out, stride, first)
        self.first = first
        if first:
            self.names = {"bn": "lead.0", "conv": "branch.0"}

    def forward(self, x):
        if not self.first:
            return super().forward(x)
        a = F.relu(self.bn(x))
        return a + self.conv(a)


class NoBN(nn.Module):
    """No batch normalisation anywhere in the unit."""

    def __init__(self, c_in, c_inner, c_out, stride, first):
        super().__init__()
        self.c_in, self.c_out, self.stride = c_in, c_out, stride
        self.conv1, self.conv2 = conv3(c_in, c_inner, stride), conv3(c_inner, c_out)
        self.names = {"conv1": "branch.0", "conv2": "branch.2"}

    def forward(self, x):
        s = x if self.c_in == self.c_out else pad_end(x, self.c_out, self.stride)
        return F.relu(s + self.conv2(F.relu(self.conv1(x))))


class Reference(nn.Module):
    """Stem, three stages of units, what follows them, average pooling, linear layer."""

    def __init__(self, unit, blocks, widths, expansion=1, stem="bn relu", tail="", classes=10):
        super().__init__()
        self.stem_words, self.tail_words = stem, tail
        self.conv = conv3(3, widths[0])
        self.names = {"conv": "stem.0", "fc": "head"}
        if "bn" in stem:
            self.bn = nn.BatchNorm2d(widths[0])
            self.names["bn"] = "stem.1"
        self.units = nn.ModuleList()
        c = widths[0]
        for stage, (count, width) in enumerate(zip(blocks, widths, strict=True)):
            for place in range(count):
                stride = 2 if stage > 0 and place == 0 else 1
                self.units.append(unit(c, width, width * expansion, stride, first=len(self.units) == 0))
                c = width * expansion
        for k, made in enumerate(self.units):
            self.names |= {f"units.{k}.{own}": f"units.{k}.{theirs}" for own, theirs in made.names.items()}
        if "bn" in tail:
            self.last_bn = nn.BatchNorm2d(c)
            self.names["last_bn"] = "tail.0"
        self.fc = nn.Linear(c, classes)

    def forward(self, x):
        x = self.conv(x)
        if "bn" in self.stem_words:
            x = self.bn(x)
        if "relu" in self.stem_words:
            x = F.relu(x)
        for unit in self.units:
            x = unit(x)
        if "bn" in self.tail_words:
            x = self.last_bn(x)
        if "relu" in self.tail_words:
            x = F.relu(x)
        return self.fc(x.mean(dim=(2, 3)))


def copy_weights(net, reference):
    """Give the reference the net's parameters and running statistics; every module with any of them must be named."""
    holders = {name for name, module in net.named_modules() if next(iter(module.parameters(recurse=False)), None) is not None}
    assert holders == set(reference.names.values())
    for own, theirs in reference.names.items():
        reference.get_submodule(own).load_state_dict(net.get_submodule(theirs).state_dict())
