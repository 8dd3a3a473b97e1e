<?php
// Takes events of Tweestap and keeps each in a file of its own; whatever is not from Tweestap is refused. Try it:
// TWEESTAP_SECRET=whsec_... FOLDER=/var/lib/events php -S localhost:8090 webhook.php
declare(strict_types=1);

/** Whether this was signed with the secret, within the last five minutes (Standard Webhooks). */
function genuine(string $secret, array $headers, string $body): bool
{
    [$id, $time, $signatures] = [$headers['webhook-id'] ?? '', $headers['webhook-timestamp'] ?? '', $headers['webhook-signature'] ?? ''];
    $key = base64_decode(substr($secret, strlen('whsec_')), true);
    if (!str_starts_with($secret, 'whsec_') || $key === false || strlen($key) < 24 || !ctype_digit($time)) return false;
    if (abs(time() - (int) $time) > 300) return false;
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$time.$body", $key, true));
    $right = false;
    foreach (explode(' ', $signatures) as $given) $right = hash_equals($expected, $given) || $right;
    return $right;
}

/** Keeps an event. The same event may come twice: its file has its id, so that it is kept once. */
function keep(string $folder, string $id, string $body): bool
{
    $file = $folder . '/' . $id . '.json';
    return file_put_contents("$file.part", $body) === strlen($body) && rename("$file.part", $file);
}

$headers = array_change_key_case(getallheaders());
$body = (string) file_get_contents('php://input', length: 1 << 20);
if (!genuine((string) getenv('TWEESTAP_SECRET'), $headers, $body)) {
    http_response_code(401);
} elseif (!preg_match('/^[0-9a-zA-Z_-]{1,64}$/D', $headers['webhook-id'])) {
    http_response_code(400);
} else {
    // Anything but 2xx, and Tweestap sends it again later.
    http_response_code(keep((string) getenv('FOLDER'), $headers['webhook-id'], $body) ? 204 : 500);
}
