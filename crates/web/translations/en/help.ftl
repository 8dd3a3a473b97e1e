# Help: what and why, app by app, and what to do when something does not work.
menu-help = Help
help-home-menu = Help with signing in
help-own = Help from { $organisation }
help-home-title = Help with two-step sign-in
help-home-lead = Choose what you want to do. Every page says who can help you further.
help-apps = With an app on your phone
help-apps-lead = Ten apps, step by step. No app yet? Google Authenticator and Microsoft Authenticator are free and well known.
help-other-ways = Other ways
help-trouble = Something doesn’t work
help-know = How it works
help-crumb-apps = Apps
help-other-app = Another app?
help-other-topic = Another question?
help-not-working = Doesn’t it work?
help-contact = Still stuck?
help-contact-phone = Call the helpdesk:
help-contact-ask = Ask the administrator of { $organisation }.
help-print = To print this page, use the menu of your browser, or press Ctrl and P.
help-ready = App ready?
help-ready-then = Then set it up in your account now.
help-ready-button = Set it up now
help-with-this = Help with this
help-app-title = Set up { $app }
help-lead-phones = For iPhone and Android. You need your phone, a computer and two minutes.
help-lead-yubico = For iPhone, Android and computers. You need a YubiKey: the codes are in the key, not in your phone.
help-app-gone = This app is no longer made
help-state-plus = Authenticator Plus has had no new version since about 2021. What is in it usually still works. If you are setting up something new, choose another app.
help-state-sophos = Sophos ended this app in July 2022. Its codes are now part of Sophos Intercept X for Mobile; the steps below are about that.
help-state-mydigipass = We find nothing newer than 2016 about MYDIGIPASS. If the app is still on your phone, you can try whether it reads the code. Otherwise choose another app.
help-state-authy = Authy works on phones and tablets only
help-state-authy-what = The version for computers ended in March 2024.
help-install = Install the app
help-install-google = Look for <strong>Google Authenticator</strong> in the App Store or Google Play. It is made by Google LLC and free.
help-install-microsoft = Look for <strong>Microsoft Authenticator</strong> in the App Store or Google Play. It is made by Microsoft Corporation and free. You don’t have to sign in to Microsoft.
help-install-plus = If you have the app, open it. If you don’t, choose another app: this one is no longer looked after.
help-install-lastpass = Look for <strong>LastPass Authenticator</strong> in the App Store or Google Play. It is free; you don’t need a LastPass account.
help-install-freeotp = Look for <strong>FreeOTP</strong> in the App Store or Google Play. It is made by Red Hat, free, and its source is open.
help-install-sophos = Look for <strong>Sophos Intercept X for Mobile</strong> in the App Store or Google Play. Open it and choose <strong>Authenticator</strong>.
help-install-yubico = Look for <strong>Yubico Authenticator</strong> in the App Store, in Google Play or at yubico.com. It is made by Yubico and free.
help-install-salesforce = Look for <strong>Salesforce Authenticator</strong> in the App Store or Google Play. It is made by Salesforce and free; you don’t need a Salesforce account.
help-install-authy = Look for <strong>Twilio Authy</strong> in the App Store or Google Play. It first asks for your phone number and sends a text message to check it.
help-install-mydigipass = If you have the app, open it. Installing it anew will probably not work.
help-draw-install = Install
help-draw-aim = Aim at the code
help-draw-add = Add
help-add-plus = Tap the plus
help-add-account = Choose to add an account
help-add-key = Keep your key at hand
help-add-google = At the bottom right of the app. Then choose <strong>Scan a QR code</strong>.
help-add-microsoft = At the top right of the app. Choose <strong>Other account</strong>, then <strong>Scan a QR code</strong>.
help-add-plus-app = Then choose <strong>Scan barcode</strong>.
help-add-lastpass = At the bottom of the app. Then choose <strong>Scan QR code</strong>.
help-add-freeotp = At the bottom right of the app. Then choose the square for scanning a QR code.
help-add-sophos = Under <strong>Authenticator</strong> in the app. Then choose to scan a QR code.
help-add-yubico = Plug the YubiKey into your phone or computer, or hold it against the back of your phone. Choose <strong>Add account</strong>.
help-add-salesforce = At the bottom of the app. The app shows two words; you don’t need them. Choose <strong>Scan QR code</strong> there.
help-add-authy = Tap <strong>+</strong> or <strong>Add account</strong> and choose <strong>Scan QR code</strong>.
help-add-mydigipass = Look for adding an account with a QR code.
help-scan = Scan the code
help-scan-how = Sign in on your computer and choose <strong>Set up an authenticator app</strong>. Aim the camera at the square.
help-scan-yubico = Sign in on your computer and choose <strong>Set up an authenticator app</strong>. Let the app read the square: with the camera, or on the computer with <strong>Scan QR code</strong>.
help-type = Type the six digits
help-type-how = The app shows a code at <strong>{ $organisation }</strong>. Type it on your computer and choose <strong>Confirm</strong>. Then keep the recovery codes that you get.
help-faq-refused = The code is refused
help-faq-refused-how = Usually the clock of your phone is off. Turn on <strong>Automatic date and time</strong> in the settings of your phone. Then wait for a new code.
help-faq-phone = I am reading this page on my phone
help-faq-phone-how = While setting up, tap <strong>Open in the app on this phone</strong>. If nothing happens, tap <strong>Copy the key</strong>, choose to enter a key in the app, and paste it there. Its kind is <strong>Time based</strong>.
help-faq-new-phone = I am getting a new phone
help-faq-new-google = In the old app choose <strong>Transfer accounts</strong> and scan the code with the new one. Old phone gone? Sign in with a recovery code.
help-faq-new-yubico = Nothing to do: the codes are in the YubiKey. Install the app on the new phone and keep the key at hand. Key gone? Sign in with a recovery code.
help-faq-new-other = Sign in, choose <strong>Add an app</strong> in My profile, and set up the new phone while you still have the old one. Then remove the old one. Old phone gone? Sign in with a recovery code.
help-more = More about this

help-why-title = What is two-step sign-in, and why?
help-why-lead = Besides your password, the website asks for a code that only your phone can make.
help-why-1 = Why a password is not enough
help-why-1-how = Passwords leak, are guessed, or are typed on a false page. Whoever has only your password doesn’t get past the second step.
help-why-2 = How it works
help-why-2-how = An app on your phone shows a new code of six digits every thirty seconds. You type it after your password. The app needs no internet and no signal for that.
help-why-3 = What the organisation sees
help-why-3-how = That you have set up an app, and when you last used it. Not what is on your phone, not your phone number, and not where you are.
help-why-4 = What you need
help-why-4-how = Two minutes and a phone with an app. No smartphone? There are other ways; see <a href="/help/no-smartphone">I have no smartphone</a>.

help-often-title = How often is the code asked?
help-often-lead = Your organisation decides. Your profile says in plain sentences what holds for you.
help-often-1 = Less often on a trusted device
help-often-1-how = When you type the code, tick <strong>Remember this device</strong>, if it is there. In that browser the code is then not asked for a while. Don’t do this on a computer that others use too.
help-often-2 = Why am I asked again?
help-often-2-how = The time is over, you use another browser, you cleared the cookies, or your password or your second step changed. Then no device counts as trusted any more.
help-often-3 = I was signed out
help-often-3-how = Whoever does nothing for a while is signed out. Whoever changes the password is signed out everywhere else too. Sign in again; nothing is lost.
help-often-4 = The sign-in had expired
help-often-4-how = There is a limited time between password and code. Begin again with your password.

help-phone-title = Setting up on the phone itself
help-phone-lead = You don’t need a computer. The code comes from the same phone that you sign in on.
help-phone-1 = Install an app
help-phone-1-how = For example Google Authenticator or Microsoft Authenticator. Open the app once and come back to your browser.
help-phone-2 = Open the key in the app
help-phone-2-how = Sign in, choose <strong>Set up an authenticator app</strong> and tap <strong>Open in the app on this phone</strong>.
help-phone-3 = Or paste the key
help-phone-3-how = If nothing opens, tap <strong>Copy the key</strong>. Choose to enter a key in the app and paste it. Its kind is <strong>Time based</strong>.
help-phone-4 = Type the code
help-phone-4-how = Remember the six digits, go back to your browser, type them and choose <strong>Confirm</strong>. Don’t keep the recovery codes in this phone, but on paper or in a password manager.

help-computer-title = An app on the computer
help-computer-lead = For whoever doesn’t want to use a phone: there are programs that make the same codes.
help-computer-1 = Choose a program
help-computer-1-how = For example <strong>KeePassXC</strong> (Windows, macOS and Linux, free). Many password managers can do it too. Better not the one that holds your password for this website: then the two steps together are only one.
help-computer-2 = Take over the key
help-computer-2-how = Sign in, choose <strong>Set up an authenticator app</strong>, then <strong>Copy the key</strong>. Paste the key in the program where it sets up a one-time code (TOTP). Leave the other settings: six digits, thirty seconds, SHA-1.
help-computer-3 = Type the code
help-computer-3-how = The program shows six digits. Type them while setting up and choose <strong>Confirm</strong>.
help-computer-4 = Think of another computer
help-computer-4-how = The codes are on this computer only. Keep the recovery codes on paper, so that you get in elsewhere too.

help-token-title = With a hardware key
help-token-lead = A YubiKey keeps the secret outside your phone. You read the code in the app Yubico Authenticator.
help-token-1 = Which key works
help-token-1-how = A YubiKey of series 5 or 4, which has room for codes. The simplest, blue ones have no such room.
help-token-2 = Set it up
help-token-2-how = Follow the steps for <a href="/help/apps/yubico">Yubico Authenticator</a>. If you have two keys, put the same code in both: scan the square with each key before you confirm.
help-token-3 = Signing in
help-token-3-how = Open Yubico Authenticator, plug in the key or hold it against your phone, and type the six digits.
help-token-4 = Were you given another device?
help-token-4-how = A hardware token with a small screen is <a href="/help/hardware-token">another thing</a>: choose “I was given a hardware token” when you set it up.

help-card-title = With a code card
help-card-lead = A code card is a sheet of paper with 60 numbered codes. It needs no phone and no device.
help-card-1 = Getting a card
help-card-1-how = Choose “code card” when you sign in or in My profile, and print it. Without a printer, download it and print it elsewhere.
help-card-2 = Signing in
help-card-2-how = After your password we ask for the next code, for example “code number 17”. Type the six digits at that number and strike them out. A wrong try doesn’t change the number.
help-card-3 = The card is nearly used up
help-card-3-how = At ten codes you get a message. Then make a new card in My profile. The old one works until you activate the new one.
help-card-4 = The card is lost
help-card-4-how = The card doesn’t say whose it is, but report it at once all the same. Sign in with a recovery code and make a new one, or call the helpdesk.

help-none-title = I have no smartphone
help-none-lead = Then there are four ways. Talk with the helpdesk about which one suits you.
help-none-1 = A program on your computer
help-none-1-how = See <a href="/help/computer">An app on the computer</a>. Handy if you always sign in on the same computer.
help-none-2 = A tablet
help-none-2-how = All apps in the list work on a tablet too, also without a SIM card.
help-none-3 = A hardware key
help-none-3-how = See <a href="/help/token">With a hardware key</a>. It needs no phone: the app is there for computers too.
help-none-card = A code card
help-none-card-how = See <a href="/help/code-card">With a code card</a>: numbered codes on paper.
help-none-4 = None of the four works?
help-none-4-how = Ask the helpdesk for an exemption. It holds for a certain time; you then sign in with your password alone.

help-new-title = I am getting a new phone
help-new-lead = Do this while you still have the old one. It takes two minutes.
help-new-1 = Sign in on your computer
help-new-1-how = With the code of the old phone. Go to <a href="/profile/two-factor">Two-step sign-in</a> on your profile.
help-new-2 = Add the new phone
help-new-2-how = Choose <strong>Add an app</strong>, scan the square with the new phone and type the code. Give it a name that you recognise.
help-new-3 = Remove the old one
help-new-3-how = Choose <strong>Remove</strong> at the old phone. From then on its codes no longer work.
help-new-4 = Phone already changed?
help-new-4-how = Many apps don’t take the codes along by themselves. If the old one is empty, see <a href="/help/lost-phone">My phone is lost or broken</a>.

help-lost-title = My phone is lost or broken
help-lost-lead = You get in again with a recovery code, or with help from the helpdesk.
help-lost-1 = Do you have your recovery codes?
help-lost-1-how = Sign in with name and password, choose <strong>Recovery code</strong> at the second step and type one of the codes. Each code works once.
help-lost-2 = Set up a new phone at once
help-lost-2-how = Go to <a href="/profile/two-factor">Two-step sign-in</a> on your profile, choose <strong>Add an app</strong>, and then remove the old phone. Make new recovery codes too.
help-lost-3 = No recovery codes?
help-lost-3-how = Contact the helpdesk. They check who you are and give you a helpdesk pass: a code for one time, with which you set up a new phone.
help-lost-4 = Can someone else get at your phone?
help-lost-4-how = Then change your password too. With your phone alone nobody gets in, and with your password alone neither.

help-refused-title = The code is refused
help-refused-lead = It is nearly always one of these four things.
help-refused-1 = The clock of your phone is off
help-refused-1-how = The code depends on the time. Turn on <strong>Automatic date and time</strong> in the settings of your phone and wait for a new code.
help-refused-2 = You are reading the wrong line
help-refused-2-how = If there are more lines in the app, look at that of <strong>{ $organisation }</strong>. If you set up the app twice, only the last line works; remove the old one.
help-refused-3 = The code was used already
help-refused-3-how = Each code works once. Wait until the app shows a new one; that takes thirty seconds at most.
help-refused-4 = It is not six digits
help-refused-4-how = A recovery code or a helpdesk pass goes in another field; choose at the bottom of the page how you sign in. Spaces and dashes are fine.

help-tries-title = Too many tries
help-tries-lead = After a few wrong ones everybody has to wait a moment. So nobody can guess your code or your password.
help-tries-1 = Wait, then try once
help-tries-1-how = The page says how long. Trying again at once doesn’t help: while the time runs, nothing is looked at.
help-tries-2 = A code from the app no longer helps
help-tries-2-how = After very many wrong ones the app code is closed altogether. Then sign in with a recovery code, or ask the helpdesk for a pass.
help-tries-3 = Closed on this device only
help-tries-3-how = If somebody else makes many tries on your account, your own trusted device goes on working. Sign in there and change your password.
help-tries-4 = Was it not you?
help-tries-4-how = Then somebody may know your password. Change it, and tell the helpdesk.

help-codes-title = Recovery codes
help-codes-lead = You got them when you set it up: ten codes for when your phone isn’t there.
help-codes-1 = How to use one
help-codes-1-how = Choose <strong>Recovery code</strong> at the second step and type the whole code. Capitals, dashes and spaces don’t matter. The letters I, L, O and U are not used.
help-codes-2 = The code is refused
help-codes-2-how = Each code works once. Perhaps this one was used, or you made new ones later: then only the new ones count.
help-codes-3 = Where do you keep them?
help-codes-3-how = On paper, or in a password manager. Not in the phone that they stand in for.
help-codes-4 = They are running out
help-codes-4-how = Make new ones at <a href="/profile/two-factor">Two-step sign-in</a> on your profile. The old ones then no longer work.

help-mail-title = The code by e-mail
help-mail-lead = Whoever sets up the second step only after the last day proves with a code by e-mail who they are.
help-mail-1 = Nothing comes
help-mail-1-how = Look in your spam folder, and check that the address on the page is yours. Ask for a new code after a few minutes.
help-mail-2 = The code is refused
help-mail-2-how = Only the last code works, and no longer than the time that is shown. Ask for a new one if need be.
help-mail-3 = No new code just yet
help-mail-3-how = Only a limited number of mails goes out in a row. The page says when you can ask again.
help-mail-4 = You can’t get at that address
help-mail-4-how = The helpdesk can give you a pass, and have your address put right.

help-pass-title = The helpdesk pass
help-pass-lead = A code that the helpdesk reads out to you, to get in once and set up your second step anew.
help-pass-1 = How to use it
help-pass-1-how = Sign in with name and password, choose that you have a helpdesk pass, and type it. Then set up an app at once.
help-pass-2 = The pass is refused
help-pass-2-how = It works once and for a certain time only. Listen carefully to each character; ask for a new one if need be.
help-pass-3 = The helpdesk is calling me
help-pass-3-how = The helpdesk never asks for your password, your code or your recovery codes. If somebody does, hang up and call yourself.

help-passkey-title = My passkey or security key doesn’t work
help-passkey-lead = A passkey is in your phone, your computer or a separate key. This is what can be wrong.
help-passkey-1 = Nothing happens, or the window goes away
help-passkey-1-how = Try once more, and touch the key when it blinks. Update your browser, or try another. JavaScript must be on.
help-passkey-2 = My passkey isn’t in the list
help-passkey-2-how = It’s on the device where you made it, and sometimes on your other devices with the same account. Choose “another device” and scan the code that your browser shows with your phone.
help-passkey-3 = It asks a PIN that I don’t know
help-passkey-3-how = That’s the PIN of your device or of your key, and not of this website. After too many wrong PINs a separate key must be reset, and then added anew.
help-passkey-4 = I no longer have the device or the key
help-passkey-4-how = Sign in another way or with a recovery code. Then remove the passkey in My profile. If you can’t, call the helpdesk.
help-hardware-title = My hardware token doesn’t work
help-hardware-lead = A hardware token is a small device that makes codes. This can be wrong with it.
help-hardware-1 = The code is not right
help-hardware-1-how = Type the next code that the token shows. A token that had run off runs right again after that. Also check the number on its back: you may be holding somebody else’s token.
help-hardware-2 = The screen shows nothing
help-hardware-2-how = Press the button. If it stays empty, the battery is flat. Call the helpdesk for a new token.
help-hardware-3 = I lost my token
help-hardware-3-how = Call the helpdesk. The token then counts no more, and you get a helpdesk pass or a new token.
help-password-title = Name or password is not right
help-password-lead = The website doesn’t say which of the two is wrong. So a burglar learns nothing.
help-password-1 = Look at your keyboard
help-password-1-how = Is Caps Lock on? Is the keyboard set to another language? Type the password in an empty document once, and remove it again there.
help-password-2 = Which name?
help-password-2-how = Your user name or your e-mail address, as { $organisation } knows it.
help-password-3 = Forgotten your password
help-password-3-how = The helpdesk or an administrator makes a new password for you. Your second step stays as it is.
help-password-4 = It is not taken as a new password
help-password-4-how = Long is better than complicated. Words that belong to the organisation or to your name, and passwords that many people use, are not allowed.

help-stranger-title = I got a message and it was not me
help-stranger-lead = A message about signing in, an app or recovery codes that you don’t know is a reason to look at once.
help-stranger-1 = Change your password
help-stranger-1-how = On your <a href="/profile/password">profile</a>. You are then signed out everywhere else, and no device counts as trusted any more.
help-stranger-2 = See who is signed in
help-stranger-2-how = <a href="/profile/sessions">Where you’re signed in</a> shows every browser. Sign out what you don’t know.
help-stranger-3 = Look at your second step
help-stranger-3-how = If <a href="/profile/two-factor">Two-step sign-in</a> shows an app that you don’t know, remove it and make new recovery codes.
help-stranger-4 = Tell the helpdesk
help-stranger-4-how = Even if it was a false alarm. The helpdesk can see what happened and close your account if need be.
