<?php
// A website with passwords of its own and the second step of Tweestap, on Tweestap's pages. Try it: TWEESTAP=https://id.example.org
// TWEESTAP_KEY=twk_... SITE=http://localhost:8081 php -S localhost:8081 module-mode.php (the key lists SITE/back as its address).
declare(strict_types=1);

const PEOPLE = ['sanne' => '$2y$10$PFbZMKG0eX9PdenN.NgaDuM1rv6DxSIV29rLcRBHaRmIr8dlyDn1S'];  // "correct horse battery"

/** Asks Tweestap. Null for whatever is no clear answer: then nobody is let in. */
function ask(string $path, array $body): ?array
{
    $context = stream_context_create(['http' => [
        'method' => 'POST', 'timeout' => 5, 'ignore_errors' => true, 'follow_location' => 0,
        'header' => ['Content-Type: application/json', 'Authorization: Bearer ' . getenv('TWEESTAP_KEY')],
        'content' => json_encode((object) $body, JSON_THROW_ON_ERROR),
    ]]);
    $text = @file_get_contents(getenv('TWEESTAP') . '/api/v1' . $path, false, $context);
    $answered = $text !== false && preg_match('~^HTTP/\S+ 200~', $http_response_header[0] ?? '');
    $answer = $answered ? json_decode($text, true) : null;
    return is_array($answer) ? $answer : null;
}

/** Goes on with what Tweestap decided. Only "allow" lets in. */
function go_on(?array $answer): never
{
    switch ($answer['decision'] ?? null) {
        case 'allow':
            session_regenerate_id(true);
            $_SESSION = ['tweestap' => $answer['session']['token'], 'name' => $answer['person']['display_name']];
            if (isset($answer['device'])) {
                setcookie('device', $answer['device']['token'], ['expires' => strtotime($answer['device']['expires_at']),
                    'path' => '/', 'secure' => true, 'httponly' => true, 'samesite' => 'Lax']);
            }
            to('/');
        case 'prove': case 'offer': case 'enrol':
            // The handle stays here, in the session of this browser: what another browser brings back opens nothing.
            $_SESSION = ['waits' => $answer['id']];
            to($answer['page']);
        default:
            sign_in_page($answer['text']['en'] ?? 'Signing in is not possible at the moment. Try again in a minute.');
    }
}

function to(string $address): never
{
    header("Location: $address", true, 303);
    exit;
}

function sign_in_page(string $said = ''): never
{
    http_response_code($said === '' ? 200 : 401);
    exit('<!DOCTYPE html><title>Sign in</title><p>' . htmlspecialchars($said) . '</p><form method="post" action="/sign-in">'
        . '<label>Name <input name="name"></label><label>Password <input name="password" type="password"></label><button>Sign in</button></form>');
}

session_start(['cookie_secure' => true, 'cookie_httponly' => true, 'cookie_samesite' => 'Lax', 'use_strict_mode' => true]);
header('Cache-Control: no-store');
switch ($_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
    case 'POST /sign-in':
        $name = (string) ($_POST['name'] ?? '');
        if (!password_verify((string) ($_POST['password'] ?? ''), PEOPLE[$name] ?? PEOPLE['sanne']) || !isset(PEOPLE[$name])) {
            sign_in_page('That name and password do not belong together.');
        }
        go_on(ask('/sign-ins', ['person' => $name, 'source' => $_SERVER['REMOTE_ADDR'],
            'user_agent' => $_SERVER['HTTP_USER_AGENT'] ?? null, 'device' => $_COOKIE['device'] ?? null,
            'return_to' => getenv('SITE') . '/back']));
    case 'GET /back':
        $id = $_SESSION['waits'] ?? null;
        $_SESSION = [];
        $result = (string) ($_GET['tweestap'] ?? '');
        if ($result === 'cancelled') {
            sign_in_page('You are not signed in.');
        }
        go_on($id === null ? null : ask('/sign-ins/' . rawurlencode($id) . '/result', ['result' => $result]));
    case 'POST /sign-out':
        if (isset($_SESSION['tweestap'])) {
            ask('/sessions/end', ['session' => $_SESSION['tweestap']]);
        }
        session_destroy();
        to('/');
    default:
        // At every request: a rule, a block or a new password counts at once.
        $now = isset($_SESSION['tweestap']) ? ask('/sessions/check', ['session' => $_SESSION['tweestap']]) : null;
        if (($now['step'] ?? null) !== 'open') {
            sign_in_page();
        }
        echo '<!DOCTYPE html><title>Home</title><h1>Hello ', htmlspecialchars($_SESSION['name']), '</h1>',
            '<form method="post" action="/sign-out"><button>Sign out</button></form>';
}
