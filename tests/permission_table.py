"""Who gets in where: the table that the tests walk, for people to read.

A new address without a line here fails a test. Outsiders get 404 at every address of
a study; the roles that are not named get 403 with a plain sentence.
"""

from xenograft.study.roles import Role

EVERYONE = {role.value for role in Role}
DIRECTOR = {"director"}
MEASURES = {"director", "measurer"}
DOSES = {"director", "doser"}
SEES_ARMS = {"director", "statistician", "key_holder"}
KEEPS_BOTTLES = {"director", "key_holder"}

# Address -> the roles that get in.
ROLES = {
    "study:design": EVERYONE,
    "study:protocol": DIRECTOR,
    "study:masking": DIRECTOR,
    "study:bench-rules": DIRECTOR,
    "study:arms": DIRECTOR,
    "study:limits": DIRECTOR,
    "study:endings": DIRECTOR,
    "study:model": DIRECTOR,
    "study:people": DIRECTOR,
    "study:remove-member": DIRECTOR,
    "study:lock": DIRECTOR,
    "implantation:mice": EVERYONE,
    "implantation:add": MEASURES,
    "implantation:cages": MEASURES,
    "implantation:implant": MEASURES,
    "measurement:sessions": MEASURES,
    "measurement:session": MEASURES,
    "measurement:api-session": MEASURES,
    "measurement:api-row": MEASURES,
    "measurement:close": MEASURES,
    "measurement:reopen": MEASURES,
    "measurement:correct": MEASURES,
    "measurement:correct-weight": MEASURES,
    "growth:window": EVERYONE,
    "growth:decide": DIRECTOR,
    "randomization:randomize": DIRECTOR,
    "randomization:plan": DIRECTOR,
    "randomization:feasibility": DIRECTOR,
    "randomization:record": SEES_ARMS,
    "randomization:file": SEES_ARMS,
    "randomization:verifier": EVERYONE,
    "randomization:unmask": {"director", "welfare_officer"},
    "randomization:masking": EVERYONE,
    "randomization:key": SEES_ARMS,
    "randomization:awareness": DIRECTOR,
    "dosing:closed-days": DIRECTOR,
    "dosing:compliance": DOSES | SEES_ARMS,
    "dosing:fill": KEEPS_BOTTLES,
    "dosing:hold": DIRECTOR,
    "dosing:open-again": DIRECTOR,
    "dosing:regimens": KEEPS_BOTTLES,
    "dosing:sheet-today": DOSES,
    "dosing:sheet": DOSES,
    "dosing:correct": DOSES,
    "dosing:api-sheet": DOSES,
    "dosing:api-dose": DOSES,
    "dosing:new-agent": KEEPS_BOTTLES,
    "dosing:agent": KEEPS_BOTTLES,
    "dosing:new-regimen": KEEPS_BOTTLES,
    "dosing:regimen": KEEPS_BOTTLES,
    "dosing:remove-regimen": KEEPS_BOTTLES,
    "endpoint:board": EVERYONE,
    "endpoint:alerts": EVERYONE,
    "endpoint:record": MEASURES,
    "endpoint:draft": MEASURES,
    "endpoint:photo": EVERYONE,
    "endpoint:acknowledge": {"director", "welfare_officer"},
    "endpoint:recheck": DIRECTOR,
    "endpoint:agree": {"welfare_officer"},
    "endpoint:note": {"director", "welfare_officer"},
    "endpoint:undo": DIRECTOR,
    "samples:list": EVERYONE,
    "samples:add": MEASURES,
    "samples:last-doses": MEASURES,
    "samples:readout": MEASURES,
    "samples:correct": MEASURES,
    "samples:correct-readout": MEASURES,
    "samples:specimen": EVERYONE,
    "samples:labels": EVERYONE,
    "samples:plan": EVERYONE,
    "samples:plan-new": MEASURES,
    "samples:plan-mice": MEASURES,
    "samples:leave-out": MEASURES,
    "samples:runs": EVERYONE,
    "samples:new-run": MEASURES,
    "samples:run": EVERYONE,
    "samples:engagement": SEES_ARMS,
    "samples:engagement-file": SEES_ARMS,
    "bench:overview": EVERYONE,
    "bench:mouse": EVERYONE,
    "bench:history": EVERYONE,
    "results:curves": SEES_ARMS,
    "results:figure": SEES_ARMS,
    "results:analysis": SEES_ARMS,
    "results:compute": SEES_ARMS,
    "results:results-csv": SEES_ARMS,
    "results:input-csv": SEES_ARMS,
    "results:lock": DIRECTOR,
    "results:power": SEES_ARMS,
    "export:export": SEES_ARMS,
    "export:download": SEES_ARMS,
}
# Addresses of no study, open to whoever has signed in.
SIGNED_IN = {
    "bench:find",
    "bench:today",
    "study:home",
    "bench:studies",
    "study:new",
    "study:new-blank",
    "endpoint:all",
    "export:import",
}
# An import draft belongs to the person who started it.
OWN = {"export:check"}
OPEN = {"study:sign-in", "study:sign-out", "measurement:worker"}
