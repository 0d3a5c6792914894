#!/usr/bin/env bash
# Makes NotoSansJP.otf, the font of charts, and OFL.txt, its licence, from a pinned
# package. Runs on Debian or Ubuntu with curl and python3-fonttools:
#
#	bot/chart/font/make.sh
#
# The font has what a Japanese keyboard writes (the characters of Windows-31J, so
# both levels of JIS X 0208 and the variants of names such as 髙 and 﨑), the joyo
# kanji that are not among these, and Latin letters with accents. Everything else,
# such as an emoji, is drawn as a box.
set -euo pipefail

package=fonts-noto-cjk_20220127+repack1-1_all.deb
url=https://deb.debian.org/debian/pool/main/f/fonts-noto-cjk/$package
sha256=4a2515eb6db3978b897fef9709ed0d2b1f4c6c4df4d83d6c4ef65f71f1b1f502

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

curl -fsSLo "$package" "$url"
echo "$sha256  $package" | sha256sum --check --quiet
dpkg-deb --extract "$package" .

/usr/bin/python3 - >characters.txt <<'PYTHON'
wanted = {*range(0x20, 0x180), *range(0x2010, 0x2040), *range(0x3000, 0x3100), *range(0xFF01, 0xFFA0)}
wanted |= {ord(c) for c in "€█"}
wanted |= {ord(c) for c in "俠俱剝塡搔摑瘦繫萊蔣蠟醬頰顚驒鷗麵黑𠮟𠮷"}
for lead in range(0x81, 0xFD):
    for trail in range(0x40, 0xFD):
        try:
            wanted.add(ord(bytes([lead, trail]).decode("cp932")))
        except (UnicodeDecodeError, TypeError):
            pass  # no character, or two half-width ones
private = range(0xE000, 0xF900)
print(",".join(f"{c:X}" for c in sorted(wanted) if c not in private))
PYTHON

# --font-number=0 is the Japanese shapes of the collection.
/usr/bin/python3 -m fontTools.subset usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc \
	--font-number=0 --unicodes-file=characters.txt --no-hinting --notdef-outline \
	--layout-features='' --drop-tables+=BASE,GDEF,GPOS,GSUB,VORG,vhea,vmtx \
	--output-file="$here/NotoSansJP.otf"

# The licence, under the copyright that the font itself states.
/usr/bin/python3 - "$here/NotoSansJP.otf" usr/share/doc/fonts-noto-cjk/copyright >"$here/OFL.txt" <<'PYTHON'
import sys
from fontTools.ttLib import TTFont

print(TTFont(sys.argv[1])["name"].getDebugName(0) + "\n")
_, _, licence = open(sys.argv[2], encoding="utf-8").read().partition("\n\nLicense: SIL-1.1\n")
for line in licence.partition("\n\n")[0].splitlines():
    print("" if line == " ." else line.removeprefix(" "))
PYTHON
