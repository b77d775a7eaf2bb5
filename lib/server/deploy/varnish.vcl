vcl 4.1;

# Dateline behind Varnish 7 with varnish-modules. It keeps pages until the site purges them, and serves those
# that it has while no replica answers.
#
#   varnishd -f /etc/varnish/dateline.vcl -p http_gzip_support=off -a :80
#
# With http_gzip_support Varnish would ask for gzip alone: pages in Brotli are a fifth smaller.

import std;
import xkey;

backend default {
  .host = "127.0.0.1";
  .port = "3000";
  .probe = {
    .url = "/_dateline/ready";
    .interval = 2s;
    .timeout = 2s;
    .window = 3;
    .threshold = 2;
    .initial = 2;
  }
}

sub vcl_recv {
  if (req.restarts == 0) {
    unset req.http.Serve-Stale;
  }
  if (req.method == "PURGE") {
    # The file has the secret that the site has in CDN_SECRET_FILE.
    set req.http.Known-Secret = regsub(std.fileread("/etc/varnish/purge-secret"), "\s+$", "");
    if (req.http.Known-Secret == "" || req.http.Purge-Secret != req.http.Known-Secret) {
      return (synth(403, "Forbidden"));
    }
    if (req.http.xkey-purge) {
      set req.http.Purged = xkey.purge(req.http.xkey-purge);
    } else {
      set req.http.Purged = xkey.softpurge(req.http.xkey-softpurge);
    }
    return (synth(200, "Purged " + req.http.Purged));
  }
  if (req.method != "GET" && req.method != "HEAD") {
    return (pass);
  }
  # Health, probes and the push hook; what a program asks for as Markdown.
  if (req.url ~ "^/_dateline/(health|live|ready|publish|preview)" || req.http.Accept ~ "(?i)text/markdown") {
    return (pass);
  }
  # No page depends on a query, besides the search and oEmbed: No-Vary-Search says so to browsers. An old address may have a
  # number in its query, such as /?p=123: add the names of other parameters that are in redirects.csv.
  if (req.url !~ "(?i)/(search|oembed)/?\?" &&
      req.url !~ "\?(.*&)?(p|page_id|cat|author|attachment_id|id)=\d+(&|$)") {
    set req.url = regsub(req.url, "\?.*$", "");
  }
  # No answer depends on a cookie.
  unset req.http.Cookie;
  if (req.http.Accept-Encoding ~ "(?i)\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))") {
    set req.http.Accept-Encoding = "br";
  } elsif (req.http.Accept-Encoding ~ "(?i)\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))") {
    set req.http.Accept-Encoding = "gzip";
  } else {
    unset req.http.Accept-Encoding;
  }
  # A page that was purged is revalidated before it is served. It is served as it is if no replica answers.
  if (std.healthy(req.backend_hint) && !req.http.Serve-Stale) {
    set req.grace = 0s;
  } else {
    set req.grace = 1d;
  }
  return (hash);
}

sub vcl_backend_response {
  if (beresp.status >= 500 && !bereq.uncacheable) {
    if (bereq.is_bgfetch || !bereq.http.Serve-Stale) {
      # vcl_synth tries what there is.
      return (abandon);
    }
    set beresp.ttl = 0s;
    set beresp.uncacheable = true;
    return (deliver);
  }
  if (beresp.http.CDN-Cache-Control ~ "max-age=\d+") {
    set beresp.ttl = std.duration(regsub(beresp.http.CDN-Cache-Control, "^.*max-age=(\d+).*$", "\1s"), 10s);
  }
  set beresp.grace = 1d;
  set beresp.keep = 1d;
}

sub vcl_backend_error {
  if (!bereq.uncacheable && (bereq.is_bgfetch || !bereq.http.Serve-Stale)) {
    return (abandon);
  }
}

sub vcl_synth {
  if (resp.status == 503 && req.restarts == 0 && req.method != "PURGE") {
    set req.http.Serve-Stale = "1";
    return (restart);
  }
}

sub vcl_deliver {
  # Readers need none of these.
  unset resp.http.xkey;
  unset resp.http.CDN-Cache-Control;
  unset resp.http.Via;
  unset resp.http.X-Varnish;
}
