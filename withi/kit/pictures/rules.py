"""The rules by which a picture is refused."""

from withi.kit.problem import Rule, register

_RULES = (
    Rule(
        "picture.empty",
        "ไฟล์ {name} ว่างเปล่า ให้เลือกรูปใหม่จากเครื่องแล้วส่งอีกครั้ง",
        "{name} is empty. Choose the photo again and send it once more.",
    ),
    Rule(
        "picture.too_big",
        "รูป {name} มีขนาด {size} MB เกินที่รับได้ คือ {limit} MB ให้ย่อรูปก่อน แล้วส่งใหม่",
        "{name} is {size} MB, over the {limit} MB that can be taken. Make it smaller first.",
    ),
    Rule(
        "picture.kind",
        "ไฟล์ {name} ไม่ใช่รูปถ่ายที่รับได้ (JPEG, PNG หรือ WebP) ถ้าเป็นรูปจาก iPhone ให้บันทึกเป็น JPEG ก่อน",
        "{name} is no photo that can be taken (JPEG, PNG or WebP). Save an iPhone's picture as JPEG first.",
    ),
    Rule(
        "picture.pixels",
        "รูป {name} ใหญ่ {width:,} x {height:,} จุด เกินที่รับได้ คือ {limit} ล้านจุด ให้ย่อรูปก่อน แล้วส่งใหม่",
        "{name} has {width:,} x {height:,} pixels, over the {limit} million that can be taken. Make it smaller first.",
    ),
    Rule(
        "picture.small",
        "รูป {name} เล็กเกินไป ({width:,} x {height:,} จุด) ด้านที่สั้นต้องมีอย่างน้อย {least} จุด ให้ใช้รูปต้นฉบับจากกล้อง",
        "{name} is too small ({width:,} x {height:,} pixels): at least {least} on the shorter side. Send the original.",
    ),
    Rule(
        "picture.moving",
        "ไฟล์ {name} เป็นภาพเคลื่อนไหว ให้ส่งเป็นรูปถ่ายภาพเดียว",
        "{name} is a moving picture. Please send a single photo.",
    ),
    Rule(
        "picture.damaged",
        "รูป {name} มาไม่ครบหรือเสียหาย ให้เปิดดูในเครื่อง บันทึกใหม่ แล้วส่งอีกครั้ง",
        "{name} is incomplete or damaged. Open it on your device, save it again and send it once more.",
    ),
    Rule(
        "picture.timeout",
        "เปิดรูป {name} ไม่เสร็จใน {seconds} วินาที ให้ย่อรูปก่อน แล้วส่งใหม่",
        "Opening {name} did not end within {seconds} seconds. Make it smaller first.",
    ),
    Rule(
        "picture.crashed",
        "เปิดรูป {name} ไม่ได้ โปรแกรมอ่านรูปหยุดกลางคัน ให้เปิดดูในเครื่อง บันทึกใหม่เป็น JPEG แล้วส่งอีกครั้ง",
        "{name} could not be opened: the reading program stopped. Save it again as JPEG and send that.",
    ),
)

register(*_RULES)

CODES = frozenset(rule.code for rule in _RULES)
"""The codes a child process may refuse with."""
