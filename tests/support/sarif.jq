# SPDX-License-Identifier: BSD-2-Clause
# What is wrong with SARIF 2.1.0 documents of pmuc, one line for each finding. The table has the
# properties that pmuc writes, with their kinds as the standard has them; any other is a finding. Those
# behind `need` have to be there, by the standard or because GitHub refuses a document without them.
def table: {
    log: {need: ["$schema", "version", "runs"],
        of: {"$schema": "string", version: "string", runs: ["run"]}},
    run: {need: ["tool", "results", "invocations", "columnKind", "originalUriBaseIds"],
        of: {tool: "tool", invocations: ["invocation"], originalUriBaseIds: "bases",
            columnKind: "string", results: ["result"]}},
    tool: {need: ["driver"], of: {driver: "driver"}},
    driver: {need: ["name", "version", "rules"],
        of: {name: "string", version: "string", rules: ["rule"]}},
    rule: {need: ["id", "name", "shortDescription", "help", "defaultConfiguration"],
        of: {id: "string", name: "string", shortDescription: "message", help: "message",
            defaultConfiguration: "configuration"}},
    configuration: {need: ["enabled", "level"], of: {enabled: "boolean", level: "level"}},
    invocation: {need: ["executionSuccessful", "exitCode"],
        of: {executionSuccessful: "boolean", exitCode: "number",
            toolConfigurationNotifications: ["notification"],
            toolExecutionNotifications: ["notification"]}},
    notification: {need: ["level", "message"],
        of: {associatedRule: "reference", level: "level", message: "message"}},
    reference: {need: ["id", "index"], of: {id: "string", index: "number"}},
    bases: {need: ["%SRCROOT%"], of: {"%SRCROOT%": "base"}},
    base: {need: ["description"], of: {description: "message"}},
    result: {need: ["ruleId", "ruleIndex", "level", "message", "locations",
            "partialFingerprints"],
        of: {ruleId: "string", ruleIndex: "number", level: "level", message: "message",
            locations: ["location"], relatedLocations: ["related"], fixes: ["fix"],
            partialFingerprints: "fingerprints"}},
    location: {need: ["physicalLocation"], of: {physicalLocation: "physical"}},
    related: {need: ["id", "physicalLocation", "message"],
        of: {id: "number", physicalLocation: "physical", message: "message"}},
    physical: {need: ["artifactLocation", "region"],
        of: {artifactLocation: "artifact", region: "region"}},
    artifact: {need: ["uri"], of: {uri: "uri", uriBaseId: "string"}},
    region: {need: ["startLine", "startColumn", "endLine", "endColumn"],
        of: {startLine: "place", startColumn: "place", endLine: "place", endColumn: "place"}},
    fix: {need: ["description", "artifactChanges"],
        of: {description: "message", artifactChanges: ["change"]}},
    change: {need: ["artifactLocation", "replacements"],
        of: {artifactLocation: "artifact", replacements: ["replacement"]}},
    replacement: {need: ["deletedRegion", "insertedContent"],
        of: {deletedRegion: "region", insertedContent: "content"}},
    content: {need: ["text"], of: {text: "string"}},
    message: {need: ["text"], of: {text: "text"}},
    fingerprints: {need: ["pmucRuleFileLine/v1"], of: {"pmucRuleFileLine/v1": "fingerprint"}}
};

# Placeholders and links are taken out; what is left of a brace is a finding.
def is_text: type == "string" and length > 0 and
    (gsub("\\{\\{|\\}\\}"; "") | test("[{}]") | not);

def holds($kind):
    if $kind == "level" then . == "error" or . == "warning" or . == "note"
    elif $kind == "place" then type == "number" and . >= 1
    elif $kind == "uri" then type == "string" and test("^(file:///)?([A-Za-z0-9._~/-]|%[0-9A-F]{2})+$")
    elif $kind == "text" then is_text
    elif $kind == "fingerprint" then type == "string" and test("^[0-9a-f]{32}:[1-9][0-9]*$")
    else type == $kind end;

def check($kind; $where):
    if ($kind | type) == "array" then
        if type != "array" then "\($where): no list"
        else to_entries[] | .key as $i | .value | check($kind[0]; "\($where)[\($i)]") end
    elif table[$kind] == null then
        if holds($kind) then empty else "\($where): no \($kind): \(tojson)" end
    elif type != "object" then "\($where): no object"
    else
        (table[$kind].need - keys | .[] | "\($where): no \(.)"),
        (to_entries[] | .key as $key | .value |
            if table[$kind].of[$key] == null then "\($where): unknown \($key)"
            else check(table[$kind].of[$key]; "\($where).\($key)") end)
    end;

# A result's links are to its related locations, each has its own number, and its rule is listed.
def check_result($rules):
    ([.message.text | scan("\\]\\(([0-9]+)\\)") | .[0] | tonumber] - [.relatedLocations[].id] | .[] |
        "a link to \(.), which is not there"),
    ([.relatedLocations[].id] | if length == (unique | length) then empty else "ids twice" end),
    (if $rules[.ruleIndex].id == .ruleId then empty else "\(.ruleId): wrong index" end),
    (if .locations | length == 1 then empty else "\(.ruleId): not one location" end),
    (.. | objects | select(has("startLine")) |
        if [.startLine, .startColumn] <= [.endLine, .endColumn] then empty
        else "a region ends before it begins" end);

(check("log"; "log"),
(.runs[] | .tool.driver.rules as $rules |
    (.results[] | check_result($rules)),
    (if .columnKind == "unicodeCodePoints" then empty else "columns of another kind" end),
    ([.results[].partialFingerprints[]] |
        if length == (unique | length) then empty else "a fingerprint twice" end),
    ($rules | map(.id) | if . == (unique) then empty else "rules out of order" end)),
(if .version == "2.1.0" then empty else "another version" end)) |
"\(input_filename): \(.)"
