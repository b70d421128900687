"""Who may call what: one line for every route; `tests/api/test_access.py` holds the house to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.everybody import Caller

# who: `everyone`; `code`, whoever holds the code in the address; `invitation`, whoever holds the
# link of a seat at a round table; roles, or the whole `staff`; or
# programs whose key has a scope.
# let in: the answer to those (303: done, look there; 422: let in, but nothing was filled in).
# other: the answer to those of another centre than the one the thing belongs to, where it differs:
# 404, as if there were no such thing. The conversation at a desk is its session's alone.
# Everybody else is answered 403; a program without a key 401.
WHO_MAY = """
    route                                 who                                     let in  other
    GET  /                                everyone                                200
    GET  /health                          everyone                                200
    GET  /records                         everyone                                200
    GET  /record/{kind}/{tail}            everyone                                200
    GET  /standing                        everyone                                200
    GET  /context.jsonld                  everyone                                200
    GET  /schema.json                     everyone                                200
    POST /language                        everyone                                303
    GET  /sign-in                         everyone                                200
    POST /sign-in                         everyone                                303
    GET  /sign-in/{secret}                everyone                                200
    POST /sign-in/{secret}                everyone                                303

    GET  /c/{token}                       code                                    200
    GET  /C/{token}                       code                                    200
    GET  /c/{token}/events                code                                    200
    GET  /C/{token}/events                code                                    200
    POST /c/{token}/pin                   code                                    200
    POST /C/{token}/pin                   code                                    200
    POST /c/{token}/policy                code                                    200
    POST /C/{token}/policy                code                                    200
    GET  /c/{token}/policy/{policy}       code                                    200
    GET  /C/{token}/policy/{policy}       code                                    200
    POST /c/{token}/plan                  code                                    303
    POST /C/{token}/plan                  code                                    303
    GET  /c/{token}/calendar.ics          code                                    200
    GET  /C/{token}/calendar.ics          code                                    200
    GET  /c/{token}/{doing}               code                                    303
    GET  /C/{token}/{doing}               code                                    303
    POST /c/{token}/hide                  code                                    303
    POST /C/{token}/hide                  code                                    303
    POST /c/{token}/tick                  code                                    303
    POST /C/{token}/tick                  code                                    303
    POST /c/{token}/say                   code                                    409
    POST /C/{token}/say                   code                                    409
    POST /c/{token}/delivery              code                                    403
    POST /C/{token}/delivery              code                                    403
    POST /c/{token}/notices               code                                    403
    POST /C/{token}/notices               code                                    403
    POST /c/{token}/rate                  code                                    409
    POST /C/{token}/rate                  code                                    409
    POST /c/{token}/flag                  code                                    303
    POST /C/{token}/flag                  code                                    303
    POST /elder                           code                                    303

    GET  /round-table/{secret}            invitation                              200
    POST /round-table/{secret}            invitation                              303
    GET  /round-table/{secret}/events     invitation                              200

    POST /start                           companion manager                       303
    POST /suggest                         companion manager                       200
    POST /next                            companion manager                       303
    GET  /intake/{intake_id}              companion manager                       200     404
    POST /intake/{intake_id}/answer       companion manager                       303     404
    POST /intake/{intake_id}/have         companion manager                       303     404
    POST /intake/{intake_id}/heard        companion manager                       303     404
    POST /intake/{intake_id}/members      companion manager                       303     404
    GET  /intake/{intake_id}/policy/{policy} companion manager                    200     404
    POST /intake/{intake_id}/mode         companion manager                       303     404
    POST /intake/{intake_id}/opening      companion manager                       303     404
    GET  /intake/{intake_id}/plan.pdf     companion manager                       200     404
    POST /intake/{intake_id}/scene        companion manager                       303     404
    POST /intake/{intake_id}/undo         companion manager                       303     404
    POST /intake/{intake_id}/usual        companion manager                       303     404
    POST /intake/{intake_id}/flag         companion manager                       303     404
    POST /intake/{intake_id}/case         companion manager                       303     404
    GET  /intake/{intake_id}/take         companion manager                       404
    POST /intake/{intake_id}/take         companion manager                       404

    GET  /cases                           auditor companion manager               200
    GET  /case/{case_id}                  auditor companion manager               200     404
    GET  /case/{case_id}/plan.pdf         auditor companion manager               200     404
    GET  /case/{case_id}/policy/{policy}  auditor companion manager               200     404
    POST /case/{case_id}/flag             companion manager                       303     404
    POST /case/{case_id}/move             companion manager                       303     404
    POST /case/{case_id}/undo             companion manager                       303     404
    GET  /case/{case_id}/events           auditor companion manager               200     404
    POST /case/{case_id}/note             companion manager                       303     404
    POST /case/{case_id}/notices/{parcel_id}/retry companion manager              404     404
    POST /case/{case_id}/tick             companion manager                       303     404
    POST /case/{case_id}/delivery         companion manager                       303     404
    POST /case/{case_id}/dispatch         companion manager                       303     404
    POST /case/{case_id}/take             companion manager                       303     404
    POST /case/{case_id}/hand-over        companion manager                       303     404
    POST /case/{case_id}/share            companion manager                       303     404
    POST /case/{case_id}/let-go           companion manager                       409     404
    POST /case/{case_id}/take-back        companion manager                       409     404
    GET  /case/{case_id}/code             companion manager                       200     404
    POST /case/{case_id}/code             companion manager                       303     404
    GET  /case/{case_id}/code.png         companion manager                       200     404
    GET  /case/{case_id}/sheet            companion manager                       200     404
    POST /case/{case_id}/revoke           companion manager                       303     404
    POST /case/{case_id}/answers          companion manager                       303     404
    POST /case/{case_id}/plan             companion manager                       409     404
    GET  /case/{case_id}/personal         companion manager                       200     404
    POST /case/{case_id}/personal         companion manager                       303     404
    POST /case/{case_id}/consent          companion manager                       303     404
    POST /case/{case_id}/duty             companion manager                       303     404
    POST /case/{case_id}/copy             companion manager                       303     404
    GET  /case/{case_id}/copy             companion manager                       303     404
    GET  /case/{case_id}/erased           companion manager                       404
    POST /case/{case_id}/erase            companion manager                       422     404
    GET  /ratings                         companion manager                       200
    POST /case/{case_id}/follow-up        companion manager                       303     404
    POST /case/{case_id}/round-table      companion manager                       303     404
    GET  /case/{case_id}/round-table      companion manager                       200     404
    POST /case/{case_id}/comment/{event}/take-back companion manager              404     404
    POST /case/{case_id}/round-table/{invitation}/end companion manager           303     404
    POST /case/{case_id}/comment          companion manager                       303     404
    POST /case/{case_id}/codes/{mark}/revoke companion manager                    303     404
    POST /case/{case_id}/codes/{mark}/pin companion manager                       303     404

    GET  /desk                            approver auditor manager officer        200
    GET  /desk/{name}                     approver auditor manager officer        200
    GET  /desk/{name}/examples            approver auditor manager officer        200
    GET  /desk/check                      approver auditor manager officer        200
    POST /desk/check                      approver officer                        303
    GET  /desk/{name}/impact              approver auditor manager officer        200
    POST /desk/{name}/impact              approver officer                        303
    GET  /desk/load                       officer                                 200
    POST /desk/load                       officer                                 422
    GET  /desk/template.xlsx              officer                                 200
    GET  /desk/edit                       officer                                 200
    POST /desk/edit                       officer                                 200
    POST /desk/edit/check                 officer                                 200
    POST /desk/{name}/send                officer                                 303
    POST /desk/{name}/withdraw            officer                                 303
    POST /desk/{name}/take-back           officer                                 303
    POST /desk/{name}/call-back           approver officer                        303
    POST /desk/{name}/undo                officer                                 303
    POST /desk/{name}/return              approver                                303
    POST /desk/{name}/publish             approver                                303

    GET  /desk/flags                      approver auditor manager officer        200
    POST /desk/flags/{flag_id}/settle     officer                                 404
    POST /desk/flags/{flag_id}/reopen     officer                                 404
    GET  /desk/records                    approver auditor manager officer        200
    GET  /desk/records/export             approver auditor manager officer        200
    POST /desk/records/checked            officer                                 303
    POST /desk/records/template           officer                                 200
    GET  /desk/openings                   approver auditor manager officer        200
    GET  /desk/openings.ics               approver auditor manager officer        200
    GET  /record/{kind}/{tail}/history    approver auditor manager officer        200
    GET  /record/{kind}/{tail}/take-out   officer                                 200
    POST /record/{kind}/{tail}/take-out   officer                                 303
    POST /record/{kind}/{tail}/back       officer                                 404
    POST /record/{kind}/{tail}/archive    approver                                303
    POST /record/{kind}/{tail}/end        officer                                 303
    POST /record/{kind}/{tail}/suspend    approver officer                        303
    POST /record/{kind}/{tail}/resume     approver                                303

    GET  /desk/calendars                  approver auditor manager officer        200
    POST /desk/calendars                  officer                                 422

    GET  /desk/registers                  approver manager officer                200
    GET  /desk/registers/template.csv     approver manager officer                200
    POST /desk/registers                  officer                                 422
    GET  /desk/registers/{register_id}    approver manager officer                200     404
    GET  /desk/registers/{register_id}/progress approver manager officer          200     404
    GET  /desk/registers/{register_id}/summary/{file} approver manager officer    200     404
    GET  /desk/registers/{register_id}/people/{file} officer                      200     404
    POST /desk/registers/{register_id}/check officer                              303     404
    POST /desk/registers/{register_id}/start officer                              303     404
    POST /desk/registers/{register_id}/stop officer                               303     404
    POST /desk/registers/{register_id}/go-on officer                              303     404
    POST /desk/registers/{register_id}/delete officer                             303     404

    GET  /people                          manager                                 200
    POST /people                          manager                                 422
    GET  /people/{account_id}             manager                                 200     404
    POST /people/{account_id}             manager                                 303     404
    POST /people/{account_id}/link        manager                                 200     404
    POST /people/{account_id}/disable     manager                                 303     404
    POST /people/{account_id}/enable      manager                                 303     404
    POST /people/{account_id}/sign-out    manager                                 303     404

    GET  /account                         staff                                   200
    POST /account/password                staff                                   200
    POST /account/sign-out-elsewhere      staff                                   303
    POST /sign-out                        staff                                   303

    GET  /v1/openapi.json                 everyone                                200
    GET  /v1/search                       key:search                              200
    POST /v1/plan                         key:plan                                200
    POST /v1/plan/what-if                 key:plan                                200
    POST /v1/plan/why                     key:plan                                200
    POST /v1/plan/changes                 key:plan                                200
    POST /v1/match                        key:match                               200
    GET  /v1/records                      key:records                             200
    GET  /v1/records/{kind}/{tail}        key:records                             200
    GET  /v1/cases                        key:cases:read                          200
    POST /v1/cases                        key:cases:write                         201
    GET  /v1/cases/{case_id}              key:cases:read                          200     404
    POST /v1/cases/{case_id}/moves        key:cases:write                         200     404
"""

ANYBODY = ("everyone", "code", "invitation")


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    method: str
    path: str
    who: tuple[str, ...]
    let_in: int
    elsewhere: int

    @property
    def route(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def for_programs(self) -> bool:
        return self.who[0].startswith("key:")

    def answer(self, caller: Caller) -> int:
        """Return what a caller is answered with."""
        asked = caller.name.removesuffix(" elsewhere")
        by_role = caller.role is not None and self.who == ("staff",)
        if self.who[0] in ANYBODY or by_role or asked in self.who:
            return self.elsewhere if caller.elsewhere else self.let_in
        return 401 if self.for_programs and not caller.scopes else 403


def lines(table: str) -> Iterator[Line]:
    shape = re.compile(r"\s+(GET|POST)\s+(\S+)\s+([a-z: ]+?)\s+(\d+)(?:\s+(\d+))?")
    for text in filter(str.strip, table.splitlines()[2:]):
        found = shape.fullmatch(text)
        assert found, f"This line of WHO_MAY cannot be read: {text}"
        method, path, who, let_in, elsewhere = found.groups()
        yield Line(method, path, tuple(who.split()), int(let_in), int(elsewhere or let_in))


TABLE = {line.route: line for line in lines(WHO_MAY)}
