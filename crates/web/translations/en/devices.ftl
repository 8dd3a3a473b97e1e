# What devices such as a VPN show, in one line.
radius-type-code = Type the code your app shows now.
radius-wrong = That name and password don’t belong together.
radius-wait = Too many tries. You can try again in { $span }.
radius-not-here = You have no access to { $name }.
radius-enrol = Set up a second step first: sign in at { $address }
radius-no-kind = Set up an authenticator app first: sign in at { $address }
radius-no-code = Type the code of your app right behind your password.
radius-wrong-code = That code is wrong. Sign in again with the code your app shows now.
radius-used-code = That code was used before. Wait for the next one.
radius-closed = Codes are not looked at any more. Sign in at { $address }
radius-expired = That took too long. Sign in again.
radius-other-method = Set this device to PAP: with CHAP, MS-CHAP or EAP nobody can sign in here.
radius-unreadable = Name or password can’t be read. Type both.
