"""Builds zips at random, good and bad ones, and says of each whether the rules allow it, by Python's own reading of it.

Arguments: folder, seed, how many, limit of unzipped bytes, limit of entries. Prints a line for each: number, verdict, why.
"""
import io
import random
import struct
import sys
import warnings
import zipfile
import zlib

FOLDER, SEED, COUNT, MOST_BYTES, MOST_ENTRIES = sys.argv[1], *map(int, sys.argv[2:6])
DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"} | {f"{p}{d}" for p in ("COM", "LPT") for d in "123456789¹²³"}
GOOD = ["a", "b", "A", "readme.txt", "bin", "ö.dat", "x y", "long" * 20, ".hidden", "data"]
BAD = ["..", ".", "", "con", "NUL.txt", "c:", "end.", "space ", "q?", "COM1", "t\tab", "n" * 256]
random.seed(SEED)
warnings.simplefilter("ignore")


class Pipe(io.RawIOBase):
    """What cannot be sought in: sizes then follow the data."""

    def __init__(self):
        self.bytes = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.bytes += data
        return len(data)


def name():
    words = [random.choice(BAD) if random.random() < 0.03 else random.choice(GOOD) for _ in range(random.randint(1, 3))]
    text = ("\\" if random.random() < 0.1 else "/").join(words)
    return ("/" if random.random() < 0.02 else "") + text + ("/" if random.random() < 0.15 else "")


def build():
    pipe = Pipe() if random.random() < 0.4 else None
    target = pipe or io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for _ in range(random.choice([0, 1, 2, 3, 3, 4, 4, 5, 5, MOST_ENTRIES, MOST_ENTRIES, MOST_ENTRIES + 1])):
            entry = zipfile.ZipInfo(name())
            entry.compress_type = random.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED] * 40 + [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
            kind = random.choice([0o100644] * 80 + [0, 0o120777, 0o010644, 0o040755])
            entry.external_attr = (kind << 16) | (0x400 if random.random() < 0.01 else 0)
            size = 0 if entry.filename.endswith("/") and random.random() < 0.95 else random.choice([0, 1, 100, 3000, MOST_BYTES // 3])
            data = bytes(size) if random.random() < 0.5 else random.randbytes(size)
            with made.open(entry, "w", force_zip64=random.random() < 0.2) as file:
                file.write(data)
        if random.random() < 0.1:
            made.comment = random.choice([b"made at random", b"PK\x05\x06" + bytes(30)])
    return bytes(pipe.bytes if pipe else target.getvalue())


def spoil(data):
    """Breaks one thing that the rules speak of."""
    spoiled = bytearray(data)
    directory, lines = data.find(b"PK\x01\x02"), data.count(b"PK\x01\x02")
    way = random.choice(["cut", "before", "behind", "gap", "flag", "name", "size", "crc", "offset", "data", "count"])
    if way == "cut":
        return data[: random.randrange(len(data))]
    if way == "before":
        return random.randbytes(random.randint(1, 40)) + data
    if way == "behind":
        return data + random.randbytes(random.randint(1, 40))
    if way == "count":
        spoiled[len(data) - 22 + 10] ^= 1
    elif lines == 0 or data[:4] != b"PK\x03\x04":
        return data
    elif way == "gap":
        return data[:directory] + b"between" + data[directory:]
    elif way == "flag":
        spoiled[6] |= 1
        spoiled[directory + 8] |= 1
    elif way == "name" and data[directory + 28]:
        spoiled[random.choice([30, directory + 46])] ^= 2
    elif way == "size":
        spoiled[directory + 24] ^= 1
    elif way == "crc":
        spoiled[directory + 16] ^= 1
    elif way == "offset":
        spoiled[directory + 42] ^= 1
    elif way == "data" and struct.unpack_from("<L", data, directory + 20)[0]:
        packed = struct.unpack_from("<L", data, directory + 20)[0]
        begins = 30 + sum(struct.unpack_from("<HH", data, 26))
        spoiled[begins + random.randrange(packed)] ^= 1 << random.randrange(8)
    return bytes(spoiled)


def path_fault(text):
    if text == "" or len(text) > 1024 or any(ord(c) < 32 or 127 <= ord(c) < 160 for c in text) or text[0] in "/\\":
        return "path"
    for part in text.rstrip("/\\").replace("\\", "/").split("/"):
        if part in ("", ".", "..") or len(part) > 255 or part[-1] in ". " or set(part) & set(':*?"<>|'):
            return f"part '{part}'"
        if part.split(".")[0].rstrip(" ").upper() in DEVICES:
            return f"device '{part}'"
    return None


def fault(data):
    """Why the rules refuse it, or None."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as read:
            entries = sorted(read.infolist(), key=lambda entry: entry.header_offset)
            if len(entries) > MOST_ENTRIES:
                return "entries"
            if len(data) - 22 - len(read.comment) != data.rfind(b"PK\x05\x06", 0, len(data) - len(read.comment)) or b"PK\x05\x06" in read.comment:
                return "end"
            end = data.rfind(b"PK\x05\x06")
            if struct.unpack_from("<HH", data, end + 8) != (len(entries), len(entries)) or end + 22 + struct.unpack_from("<H", data, end + 20)[0] != len(data):
                return "count or comment"
            for entry in entries:
                if path_fault(entry.filename):
                    return path_fault(entry.filename)
                if entry.flag_bits & 0x2041 or entry.compress_type not in (0, 8):
                    return "method or encryption"
                if entry.external_attr & 0x400 or entry.external_attr >> 28 not in (0, 4, 8):
                    return "link or device"
                if entry.filename[-1] in "/\\" and entry.file_size:
                    return "folder with bytes"
            names = [entry.filename.replace("\\", "/").rstrip("/").upper() for entry in entries]
            if len(set(names)) != len(names):
                return "duplicate"
            files = {n for n, entry in zip(names, entries) if entry.filename[-1] not in "/\\"}
            if any(n.startswith(file + "/") for n in names for file in files):
                return "file as folder"
            if any(inflated(data, entry) != (entry.file_size, entry.CRC) for entry in entries):
                return "damaged"
            if sum(entry.file_size for entry in entries) > MOST_BYTES:
                return "too large"
            return layout_fault(data, entries, read.start_dir)
    except (zipfile.BadZipFile, EOFError, ValueError, struct.error, zlib.error, NotImplementedError, RuntimeError, OSError) as damage:
        return repr(damage)


def inflated(data, entry):
    """What an entry's packed bytes really are: size and CRC, whatever anything declares."""
    begins = entry.header_offset + 30 + sum(struct.unpack_from("<HH", data, entry.header_offset + 26))
    packed = data[begins : begins + entry.compress_size]
    if entry.compress_type == 8 and packed:
        inflater = zlib.decompressobj(-15)
        packed = inflater.decompress(packed) + inflater.flush()
        if not inflater.eof:
            return None
    return len(packed), zlib.crc32(packed)


def layout_fault(data, entries, directory):
    """Entries must follow each other without a gap, and their own headers must say what the directory says."""
    at = 0
    for entry in entries:
        if entry.header_offset != at:
            return "gap or overlap"
        raw = data[at + 30 : at + 30 + struct.unpack_from("<H", data, at + 26)[0]]
        flags, _, _, _, crc, packed, size, name_length, extra_length = struct.unpack_from("<HHHHLLLHH", data, at + 6)
        if raw.decode("utf-8" if flags & 0x800 else "cp437", "replace") != entry.orig_filename:
            return "name"
        if not flags & 8:
            if crc != entry.CRC or (packed != 0xFFFFFFFF and (packed, size) != (entry.compress_size, entry.file_size)):
                return "header"
        at += 30 + name_length + extra_length + entry.compress_size
        if flags & 8:
            at += next((n for n in (16, 24, 12, 20) if data[at + n : at + n + 2] == b"PK" and struct.pack("<L", entry.CRC) in data[at : at + 8]), 10**9)
    return None if at == directory else "bytes before the directory"


for number in range(COUNT):
    made = build()
    if random.random() < 0.35:
        made = spoil(made)
    with open(f"{FOLDER}/{number}.zip", "wb") as file:
        file.write(made)
    why = fault(made)
    print(f"{number}\t{'refused' if why else 'accepted'}\t{why or ''}".replace("\n", " "))
