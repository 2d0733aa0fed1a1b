"""The room's refusals and questions for the one catalogue, and the words that fill their sentences."""

from withi.kit import problem
from withi.kit.problem import Rule

CHANNEL_WORDS = {
    "in_village": ("ในหมู่บ้าน", "in the village"),
    "outside": ("นอกหมู่บ้าน", "outside the village"),
    "online": ("ออนไลน์", "online"),
    "fair": ("งานแสดงสินค้า", "at fairs"),
}
CLOSE_WORDS = {
    "open": ("ยังเปิดอยู่", "open"),
    "submitted": ("ส่งให้จังหวัดแล้ว", "submitted"),
    "approved": ("อนุมัติแล้ว", "approved"),
    "locked": ("ล็อกแล้ว", "locked"),
}

problem.register(
    Rule(
        "income.month",
        th="ไม่มีเดือน “{found}” ให้เลือกเดือนจากรายการ",
        en="There is no month “{found}”. Please choose one of the list.",
    ),
    Rule(
        "income.future",
        th="เดือน{month} ยังมาไม่ถึง รายงานได้เมื่อถึงเดือนนั้นแล้ว",
        en="{month_en} has not come yet. It can be reported once it has.",
    ),
    Rule(
        "income.closed",
        th="เดือน{month} ของตำบลนี้{state} จึงแก้ยอดไม่ได้ ถ้ายอดผิดให้แจ้งพัฒนากร",
        en="{month_en} of this tambon is {state_en}: nothing can be changed. Ask the district worker.",
    ),
    Rule(
        "income.nothing",
        th="ยังไม่ได้ใส่ยอดเลย ใส่ยอดอย่างน้อยหนึ่งช่อง หรือเลือก “ไม่มีขาย” ถ้าเดือนนี้ขายไม่ได้",
        en="Nothing was entered. Give at least one amount, or choose “nothing sold” if there were no sales.",
    ),
    Rule(
        "income.both",
        th="ช่องนี้มีทั้งยอดเงินและ “ไม่มีขาย” ให้เลือกอย่างใดอย่างหนึ่ง",
        en="There is an amount here and “nothing sold” as well. Choose one of the two.",
    ),
    Rule(
        "income.nothing_before",
        th="เดือนก่อนยังไม่มียอดในช่องนี้ จึงใช้ “เท่าเดือนก่อน” ไม่ได้ กรุณาใส่ยอด",
        en="There is no figure of the month before here, so it cannot be repeated. Please enter the amount.",
    ),
    Rule(
        "income.why",
        th="ยอดรวม {now} บาท ต่างจากเดือนเดียวกันปีก่อน ({before} บาท) มาก กรุณาเลือกเหตุผล",
        en="{now} baht in all is far from the same month last year ({before} baht). Please choose the reason.",
    ),
    Rule(
        "income.why_note",
        th="เลือกเหตุผล “อื่น ๆ” แล้ว กรุณาบอกสั้น ๆ ในหมายเหตุ",
        en="You chose “something else”: please tell it briefly in the note.",
    ),
    Rule(
        "income.tenfold",
        th="{now} บาท มากกว่าเดือนก่อน ({before} บาท) ราว 10 เท่า พิมพ์ศูนย์เกินหรือไม่",
        en="{now} baht is about ten times the month before ({before} baht). One zero too many?",
    ),
    Rule(
        "income.hundredfold",
        th="{now} บาท มากกว่าเดือนก่อน ({before} บาท) ราว 100 เท่า ใส่เป็นสตางค์หรือไม่ ช่องนี้เป็นบาท",
        en="{now} baht is about a hundred times the month before ({before} baht). Entered in satang? It is baht here.",
    ),
    Rule(
        "income.tenth",
        th="{now} บาท น้อยกว่าเดือนก่อน ({before} บาท) ราว 10 เท่า พิมพ์ศูนย์ขาดหรือไม่",
        en="{now} baht is about a tenth of the month before ({before} baht). Is a zero missing?",
    ),
    Rule(
        "income.hundredth",
        th="{now} บาท น้อยกว่าเดือนก่อน ({before} บาท) ราว 100 เท่า ให้ตรวจว่าใส่เป็นบาท ไม่ใช่หลักอื่น",
        en="{now} baht is about a hundredth of the month before ({before} baht). Check that it is in baht.",
    ),
    Rule(
        "income.lines",
        th="ยอดแยกตามสินค้าในช่อง{channel}รวม {parts} บาท มากกว่ายอดของช่อง {whole} บาท",
        en="The products {channel_en} come to {parts} baht, more than the {whole} baht of that channel.",
    ),
    Rule(
        "income.basis",
        th="ยอดที่ประมาณ ต้องบอกว่าประมาณจากอะไร เช่น โทรถาม หรือดูจากสมุดบัญชีกลุ่ม",
        en="An estimate says what it rests on, such as a telephone call or the group's book.",
    ),
    Rule(
        "income.estimated",
        th="เดือน{month}มียอดประมาณของเจ้าหน้าที่อยู่แล้ว จึงบวกยอดขายนี้เพิ่มไม่ได้ กรุณารายงานยอดจริงของเดือนนี้แทน",
        en="An officer's estimate stands for {month_en}, so this sale cannot be added. Please report the real figures.",
    ),
    Rule(
        "income.not_estimated",
        th="ผู้ผลิตรายงานยอดจริง ถ้ายังไม่แน่ใจให้ถามพัฒนากร เจ้าหน้าที่เท่านั้นที่บันทึกยอดประมาณได้",
        en="Producers report what was sold. Only officers enter an estimate.",
    ),
    Rule(
        "income.changed",
        th="มีคนบันทึกยอดเดือนนี้ก่อนแล้ว ให้ดูทั้งสองยอดแล้วเลือก",
        en="Someone has entered this month before you. Look at both and choose.",
    ),
    Rule(
        "income.other_body",
        th="รายการนี้เคยส่งแล้วด้วยยอด {before} บาท ยอดใหม่ {now} บาท จึงยังไม่ได้บันทึก ถ้าจะแก้ ให้เปิดหน้าเดือนนั้น",
        en="This was sent before with {before} baht, so {now} baht was not stored. To correct it, open the month.",
    ),
    Rule(
        "income.reason",
        th="กรุณาบอกเหตุผล",
        en="Please give the reason.",
    ),
    Rule(
        "income.step",
        th="ขั้นตอนนี้ทำไม่ได้ เพราะเดือนนี้{state} เปิดหน้าใหม่แล้วดูอีกครั้ง",
        en="This step does not fit: the month is {state_en}. Load the page again.",
    ),
    Rule(
        "income.own_submission",
        th="ผู้ที่ส่งยอดของตำบลนี้ อนุมัติเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ",
        en="Whoever submitted this tambon cannot approve it; someone else must.",
    ),
    Rule(
        "income.unreadable",
        th="อ่านบรรทัดนี้ไม่ได้",
        en="This line cannot be read.",
    ),
    Rule(
        "income.paid_more",
        th="จ่ายให้ครัวเรือน {paid} บาท มากกว่ารายรับทั้งเดือน {total} บาท ให้ตรวจสองช่องนี้",
        en="{paid} baht were paid to households, more than the {total} baht taken in. Please check both.",
    ),
    Rule(
        "income.shared_more",
        th="ยอดที่ผู้ผลิต OTOP รายงานเอง {shared} บาท มากกว่ารายรับทั้งเดือน {total} บาท ให้ตรวจช่องนี้",
        en="{shared} baht are reported by OTOP producers, more than the {total} baht taken in. Please check.",
    ),
    Rule(
        "income.cutoff_past",
        th="เดือน{month}ครบกำหนดไปแล้ว เปลี่ยนย้อนหลังไม่ได้ ให้เลือกเดือนที่ยังไม่ครบกำหนด",
        en="{month_en} was due already and stays as it was. Please choose a month that is still to be reported.",
    ),
    Rule(
        "income.base_years",
        th="ปีฐานต้องเรียงจากปีแรกถึงปีสุดท้าย และอยู่ก่อนปีเป้าหมาย",
        en="Base years run from the first to the last, all before the year of the target.",
    ),
    Rule(
        "income.target_frozen",
        th="เป้าหมายปีนี้อนุมัติและตรึงฐานไว้แล้ว จึงแก้ไม่ได้",
        en="This target was approved and its base is frozen, so it cannot be changed.",
    ),
    Rule(
        "income.target_own",
        th="ผู้ที่ตั้งเป้าหมายอนุมัติเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ",
        en="Whoever set the target cannot approve it; someone else must.",
    ),
    Rule(
        "income.no_target",
        th="ปีนี้ยังไม่ได้ตั้งเป้าหมาย",
        en="No target has been set for this year.",
    ),
    Rule(
        "income.no_base",
        th="ผู้ผลิตในรอบ “{round}” ไม่มีรายงานยอดจำหน่ายปีงบประมาณ {year} จึงยังตรึงฐานไม่ได้ ให้เลือกรอบหรือปีฐานใหม่",
        en="The producers of “{round}” reported no sales of fiscal year {year}. Please choose another round or years.",
    ),
    Rule(
        "income.paid_whom",
        th="มีเงินจ่ายให้ครัวเรือน แต่ไม่ได้บอกจำนวนครัวเรือน กรุณาใส่",
        en="Money was paid to households, but not to how many. Please enter the number.",
    ),
)
