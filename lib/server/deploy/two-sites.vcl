vcl 4.1;

# Varnish in front of two sites of one machine, of which one may be replaced: it asks the second while the first
# is not ready. Beside it dateline.vcl has all else; put the port of the first site (3001) into that file.
#
#   varnishd -f /etc/varnish/two-sites.vcl -p http_gzip_support=off -a 127.0.0.1:6081

import directors;

backend second {
  .host = "127.0.0.1";
  .port = "3002";
  .probe = {
    .url = "/_dateline/ready";
    .interval = 2s;
    .timeout = 2s;
    .window = 3;
    .threshold = 2;
    .initial = 2;
  }
}

sub vcl_init {
  new sites = directors.fallback();
  sites.add_backend(default);
  sites.add_backend(second);
}

# Before the one of dateline.vcl, which asks whether a site is ready.
sub vcl_recv {
  set req.backend_hint = sites.backend();
}

include "/etc/varnish/dateline.vcl";
