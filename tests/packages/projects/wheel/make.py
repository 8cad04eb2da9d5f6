"""make.py FOLDER - a wheel with a console script, built without any tool: a zip file with three lists in it."""
import base64
import hashlib
import os
import sys
import zipfile

INFO = "greeter-1.0.dist-info/"
files = {
    "greeter.py": "import sys\n\n\ndef main():\n    print('greeter of %s: %s' % (sys.prefix, '|'.join(sys.argv[1:])))\n",
    INFO + "METADATA": "Metadata-Version: 2.1\nName: greeter\nVersion: 1.0\n",
    INFO + "WHEEL": "Wheel-Version: 1.0\nGenerator: make.py\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    INFO + "entry_points.txt": "[console_scripts]\ngreeter = greeter:main\n",
}


def record(name, text):
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
    return "%s,sha256=%s,%d\n" % (name, digest, len(text))


files[INFO + "RECORD"] = "".join(record(*item) for item in files.items()) + INFO + "RECORD,,\n"
with zipfile.ZipFile(os.path.join(sys.argv[1], "greeter-1.0-py3-none-any.whl"), "w") as wheel:
    for name, text in files.items():
        wheel.writestr(name, text)
