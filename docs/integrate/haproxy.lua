-- Asks Tweestap whether a request may pass. Needs HAProxy 2.6 or later, and nothing beside it.
local tweestap = "http://127.0.0.1:8080/auth/check?redirect=0"
local host = "id.waterland.example"
local identity = { "remote-user", "remote-name", "remote-email", "remote-groups", "remote-amr" }

core.register_action("tweestap", { "http-req" }, function(txn)
    local headers = txn.http:req_get_headers()
    local ask = {
        ["host"] = { host },
        ["x-forwarded-host"] = { txn.sf:req_fhdr("host") },
        ["x-forwarded-uri"] = { txn.sf:url() },
        ["x-forwarded-method"] = { txn.sf:method() },
    }
    for _, name in ipairs({ "x-forwarded-for", "x-forwarded-proto", "cookie", "accept-language", "user-agent",
        "sec-fetch-mode", "x-requested-with" }) do
        local values = headers[name]
        if values then
            ask[name] = {}
            for index = 0, #values do
                table.insert(ask[name], values[index])
            end
        end
    end
    local answer = core.httpclient():get({ url = tweestap, headers = ask, timeout = 5000 })
    txn:set_var("txn.tweestap_status", answer.status or 0)
    if answer.status == 200 then
        for _, name in ipairs(identity) do
            txn.http:req_set_header(name, answer.headers[name] and answer.headers[name][0] or "")
        end
    elseif answer.status == 401 and answer.headers["location"] then
        txn:set_var("txn.tweestap_location", answer.headers["location"][0])
    end
end)
