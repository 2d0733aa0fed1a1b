"""The rules by which an uploaded or written sheet is refused."""

from withi.kit.problem import Rule, register

_RULES = (
    Rule(
        "sheet.too_big",
        "ไฟล์ {name} มีขนาด {size} MB เกินที่รับได้ คือ {limit} MB ให้ลบรูปภาพและแผ่นงานที่ไม่ใช้ หรือแบ่งเป็นหลายไฟล์ แล้วส่งใหม่",
        "{name} is {size} MB, over the {limit} MB that can be taken. Remove pictures and unused sheets, or split it.",
    ),
    Rule(
        "sheet.truncated",
        "ไฟล์ {name} มาไม่ครบหรือเสียหาย ให้เปิดดูในเครื่อง บันทึกใหม่เป็น .xlsx แล้วส่งอีกครั้ง",
        "{name} is incomplete or damaged. Open it on your computer, save it again as .xlsx, and send it once more.",
    ),
    Rule(
        "sheet.zip_bomb",
        "ไฟล์ {name} คลายตัวออกมาใหญ่ผิดปกติ จึงไม่เปิดอ่าน ให้คัดลอกเฉพาะข้อมูลไปวางในสมุดงานใหม่ แล้วส่งไฟล์นั้น",
        "{name} unpacks to far more than a sheet should, so it was not opened. Copy the data into a new workbook.",
    ),
    Rule(
        "sheet.too_wide",
        "ไฟล์ {name} มีข้อมูลไปถึงคอลัมน์ {column} เกินที่รับได้ คือ {limit} คอลัมน์ ให้ลบสิ่งที่อยู่ไกลออกไปทางขวาของตาราง แล้วส่งใหม่",
        "{name} reaches column {column}, past the {limit} columns that can be taken. "
        "Delete what stands far to the right of the table, and send it again.",
    ),
    Rule(
        "sheet.too_many_rows",
        "ไฟล์ {name} มีเกิน {limit:,} แถว ให้แบ่งเป็นหลายไฟล์ แล้วส่งทีละไฟล์",
        "{name} has more than {limit:,} rows. Split it into several files and send them one by one.",
    ),
    Rule(
        "sheet.too_many_cells",
        "ข้อมูลในไฟล์ {name} กินพื้นที่ {rows:,} แถว {columns:,} คอลัมน์ เกินที่รับได้ คือ {limit:,} ช่อง "
        "ให้ลบสิ่งที่อยู่ไกลจากตาราง หรือแบ่งเป็นหลายไฟล์",
        "The data in {name} spreads over {rows:,} rows and {columns:,} columns, more than {limit:,} cells. "
        "Delete what stands far from the table, or split the file.",
    ),
    Rule(
        "sheet.too_much_text",
        "ข้อความในไฟล์ {name} รวมกันเกิน {limit} MB ให้แบ่งเป็นหลายไฟล์ แล้วส่งทีละไฟล์",
        "The text in {name} adds up to more than {limit} MB. Split it into several files and send them one by one.",
    ),
    Rule(
        "sheet.cell_too_long",
        'แถวที่ {row} มีช่องที่ยาวเกิน {limit:,} ตัวอักษร ให้ย่อข้อความ หรือตรวจว่าเครื่องหมายคำพูด (") เปิดและปิดครบทุกคู่',
        "Row {row} has a cell of more than {limit:,} characters. Shorten it, or check that every quotation mark "
        '(") is closed.',
    ),
    Rule(
        "sheet.open_quote",
        'ตั้งแต่แถวที่ {row} ของไฟล์ {name} มีเครื่องหมายคำพูด (") ที่เปิดแล้วไม่ปิด แถวต่อจากนั้นจึงติดกันไปหมด ให้แก้เครื่องหมายนี้ แล้วส่งใหม่',
        'From row {row} of {name} a quotation mark (") is opened and never closed, so the rows after it run together. '
        "Correct that mark and send it again.",
    ),
    Rule(
        "sheet.password",
        "ไฟล์ {name} ใส่รหัสผ่านไว้ จึงเปิดอ่านไม่ได้ ให้เอารหัสผ่านออกในโปรแกรมตาราง แล้วส่งใหม่",
        "{name} is protected by a password and cannot be read. Remove it in your spreadsheet program, then send it.",
    ),
    Rule(
        "sheet.not_a_sheet",
        "ไฟล์ {name} ไม่ใช่ตาราง เนื้อในเป็นชนิด {found} แม้ชื่อจะบอกเป็นอย่างอื่น ให้ส่งไฟล์ .xlsx .xls .ods หรือ .csv",
        "{name} is not a sheet: its content is {found}, whatever its name says. Send .xlsx, .xls, .ods or .csv.",
    ),
    Rule(
        "sheet.no_such_sheet",
        "ไฟล์ {name} ไม่มีแผ่นงานชื่อ “{sheet}” ให้เลือกแผ่นงานใหม่",
        "{name} has no sheet called “{sheet}”. Choose a sheet again.",
    ),
    Rule(
        "sheet.no_header",
        "ไม่พบแถวหัวตารางใน {within} แถวแรกของไฟล์ {name} ให้มีแถวที่บอกชื่อคอลัมน์ เช่น ชื่อผลิตภัณฑ์ ที่อยู่ อยู่เหนือข้อมูล",
        "No row of headings was found in the first {within} rows of {name}. "
        "Put a row that names the columns, such as name and address, above the data.",
    ),
    Rule(
        "sheet.empty",
        "ไฟล์ {name} ไม่มีข้อมูล ให้ตรวจว่าเลือกไฟล์ถูก และบันทึกข้อมูลไว้ในไฟล์แล้ว",
        "{name} holds no data. Check that it is the right file and that the data was saved in it.",
    ),
    Rule(
        "sheet.encoding",
        "ตัวอักษรในบรรทัดที่ {line} ของไฟล์ {name} อ่านแบบ {encoding} ไม่ได้ ให้บันทึกใหม่เป็น “CSV UTF-8” หรือ .xlsx แล้วส่งอีกครั้ง",
        "Line {line} of {name} cannot be read as {encoding}. Save the file as “CSV UTF-8” or .xlsx and send it again.",
    ),
    Rule(
        "sheet.cannot_hold",
        "ตารางนี้มีเกิน {limit:,} แถว มากกว่าที่ไฟล์ Excel เก็บได้ ให้กรองให้แคบลง หรือเลือกดาวน์โหลดเป็น CSV",
        "This table has more than {limit:,} rows, more than an Excel file can hold. Filter it, or download it as CSV.",
    ),
    Rule(
        "sheet.timeout",
        "อ่านไฟล์ {name} ไม่เสร็จใน {seconds} วินาที ให้แบ่งเป็นไฟล์ที่เล็กลง หรือคัดลอกเฉพาะข้อมูลไปวางในสมุดงานใหม่",
        "Reading {name} did not end within {seconds} seconds. Split it, or copy the data alone into a new workbook.",
    ),
    Rule(
        "sheet.crashed",
        "อ่านไฟล์ {name} ไม่ได้ โปรแกรมอ่านหยุดกลางคัน ให้คัดลอกเฉพาะข้อมูลไปวางในสมุดงานใหม่ บันทึกเป็น .xlsx แล้วส่งไฟล์นั้น",
        "{name} could not be read: the reading program stopped. Copy the data alone into a new workbook, save it as "
        ".xlsx and send that.",
    ),
)

register(*_RULES)

CODES = frozenset(rule.code for rule in _RULES)
"""The codes a child process may refuse with."""
