-- A page asked for by a browser that is signed in: about 600 bytes of headers. COOKIE holds its cookies.
wrk.method = "GET"
wrk.headers["Host"] = os.getenv("HOST_NAME") or "localhost"
wrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
wrk.headers["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
wrk.headers["Accept-Language"] = "nl,en-US;q=0.7,en;q=0.3"
wrk.headers["Accept-Encoding"] = "gzip, deflate, br"
wrk.headers["Sec-Fetch-Dest"] = "document"
wrk.headers["Sec-Fetch-Mode"] = "navigate"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
wrk.headers["Upgrade-Insecure-Requests"] = "1"
wrk.headers["Cookie"] = os.getenv("COOKIE")
  or "theme=dark; lang=nl; sid=tok000000000000000000000000000000000000000000000000000000000077"
done = dofile("bench/lua/result.lua")
