"""Ten thousand made-up items over real words, and what people would say to find them.

The same every time. A tenth are services, one in a hundred a scene, the rest policies.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Final

from kb.ids import OrganisationId, PolicyId, SceneId, ServiceId
from kb.model import AnyRecord, Policy, PublicOrganisation, PublicService, Scene
from kb.text import Phrases, Text

ITEMS: Final = 10_000
_BODY: Final = OrganisationId("organisation/huangpu-government-service-centre")
_TRADES: Final = tuple(
    """便利店 convenience store;面包房 bakery;书店 bookshop;药店 pharmacy;理发店 barber shop
    ;网吧 internet café;小旅馆 small hotel;健身房 gym;电影院 cinema;幼儿园 kindergarten
    ;洗衣店 laundry;花店 flower shop;宠物医院 animal clinic;牙科诊所 dental clinic;茶馆 tea house
    ;酒吧 bar;小饭店 restaurant;咖啡馆 coffee house;水果摊 fruit stall;菜市场 food market
    ;修车铺 car repair shop;快递站 parcel station;搬家公司 moving company
    ;广告公司 advertising agency;软件公司 software company
    ;设计工作室 design studio;律师事务所 law firm;会计师事务所 audit firm
    ;装修公司 decorator;养老院 home for the elderly;托儿所 nursery;培训学校 training school
    ;旅行社 travel agency;游泳馆 swimming pool;古玩店 antiques shop;眼镜店 optician
    ;打印店 print shop;文具店 stationery shop;玩具店 toy shop;五金店 hardware store""".split(";")
)
_WHO: Final = tuple(
    """大学毕业生 university graduates;退役军人 veterans;残疾人 disabled people
    ;失业人员 jobless people;海外留学人员 returnees from abroad;女职工 women workers
    ;高技能人才 skilled workers;外来务工人员 migrant workers;初创企业 start-ups;小微企业 small firms
    ;个体工商户 sole traders;科技企业 technology firms;出口企业 exporters
    ;老字号 time-honoured brands""".split(";")
)
_WHAT: Final = tuple(
    """房租补贴 rent subsidy;社会保险补贴 social insurance subsidy;贷款贴息 interest subsidy
    ;一次性奖励 one-off award;培训补贴 training subsidy;招用补贴 hiring subsidy
    ;研发费用补助 research grant;参展补贴 trade fair subsidy;数字化改造补助 digital upgrade grant
    ;节能改造补助 energy saving grant;创业担保贷款 start-up loan guarantee
    ;专利资助 patent grant""".split(";")
)
_DONE: Final = tuple(
    """开办登记 registration;经营备案 filing;消防检查 fire check;招牌设置 signboard approval
    ;注销 closing;变更地址 change of address;卫生许可 hygiene permit;排水接入 drain connection
    ;环境影响登记 environmental filing;特种设备登记 equipment registration""".split(";")
)
_SAY_EN: Final = (
    "I want to open a {trade} near the old town and hire two people, what do I need",
    "where do {who} get help with money when they start a {trade}",
    "our {trade} moved to the next street last month, whom do we have to tell",
    "is there a {what} for a {trade} with four people",
    "my cousin runs a {trade} and asks about the {what}",
    "what has to be done before a {trade} may open its doors",
)
_SAY_ZH: Final = (
    "我想在老城厢开一家{trade}，请两个人，要办什么",
    "{who}开{trade}有没有什么补贴",
    "我们的{trade}上个月搬到隔壁马路了，要去哪里说一声",
    "四个人的{trade}能不能申请{what}",
    "亲戚开了{trade}，想问问{what}怎么办",
    "{trade}开门之前要先办好哪些手续",
)


def records() -> Iterator[AnyRecord]:
    """Yield the items, and the body that answers for them."""
    yield PublicOrganisation(id=_BODY, title=Text(zh="政务服务中心", en="Service centre"))
    for i, trade in enumerate(_TRADES):
        zh, en = _both(trade)
        title = Text(zh=f"开{zh}", en=f"Open a {en}")
        said = Phrases(zh=frozenset({f"想做{zh}生意"}), en=frozenset({f"start a {en}"}))
        yield Scene(id=SceneId(f"scene/s{i}"), title=title, phrases=said)
    for i, (trade, done) in enumerate(product(_TRADES, _DONE)):
        title = _text(trade, done)
        yield PublicService(id=ServiceId(f"service/s{i}"), title=title, organisation=_BODY)
    left = ITEMS - len(_TRADES) * (1 + len(_DONE))
    for i, parts in enumerate(Random(6).sample([*product(_TRADES, _WHO, _WHAT, range(2))], left)):
        yield _policy(i, *parts)


def _policy(number: int, trade: str, who: str, what: str, year: int) -> Policy:
    (trade_zh, trade_en), (who_zh, who_en) = _both(trade), _both(who)
    what_zh, what_en = _both(what)
    return Policy(
        id=PolicyId(f"policy/p{number}"),
        title=Text(
            zh=f"{who_zh}{trade_zh}{what_zh}（第{year + 1}批）",
            en=f"{what_en} for a {trade_en} of {who_en} (round {year + 1})".capitalize(),
        ),
        description=Text(
            zh=f"{who_zh}开办{trade_zh}的，可以申请{what_zh}。",
            en=f"Where {who_en} open a {trade_en}, they may apply for a {what_en}.",
        ),
        organisation=_BODY,
    )


def sayings(count: int) -> list[str]:
    """Return so many different things that people say, half of them Chinese."""
    return [
        one for pair in zip(_said(count // 2, 1), _said(count // 2, 0), strict=True) for one in pair
    ]


def _said(count: int, language: int) -> list[str]:
    forms = (_SAY_ZH, _SAY_EN)[language]
    every = [
        form.format(
            trade=_both(trade)[language], who=_both(who)[language], what=_both(what)[language]
        )
        for form, trade, who, what in product(forms, _TRADES, _WHO, _WHAT)
    ]
    return Random(8).sample(list(dict.fromkeys(every)), count)


def _both(words: str) -> tuple[str, str]:
    zh, _, en = words.strip().partition(" ")
    return zh, en


def _text(one: str, other: str) -> Text:
    (zh, en), (other_zh, other_en) = _both(one), _both(other)
    return Text(zh=f"{zh}{other_zh}", en=f"{en} {other_en}".capitalize())
