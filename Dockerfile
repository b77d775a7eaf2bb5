# The image of a site: Node, git, and Dateline as it is built. lib/server/README.md says how to run it.

# Has Node 24 and npm, to build.
ARG BASE=docker.io/library/node:24-bookworm-slim
# Has the same C library, and is smaller.
ARG RUNTIME=docker.io/library/debian:bookworm-slim

FROM ${BASE} AS build
WORKDIR /app
ARG INSTALL="npm ci --omit=dev --no-audit --no-fund"
COPY package.json package-lock.json ./
RUN ${INSTALL}
COPY . .
RUN node lib/render/build.ts && node lib/render/copy-runtime.ts /runtime

FROM ${RUNTIME}
# Of Debian's git only the commands for mail and Subversion need Perl, which takes 47 MB.
RUN command -v git && command -v ssh && command -v tini || { \
      apt-get update && \
      apt-get install -y --no-install-recommends ca-certificates git openssh-client tini && \
      dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' perl 'perl-modules-*' 'libperl*' liberror-perl | \
        sed -n 's/^ii //p' | xargs dpkg --purge --force-depends && \
      rm -rf /var/lib/apt/lists/* /var/log/*; \
    }
# The user needs a name for SSH. /content is for a clone, /cache for all that the site makes.
RUN echo 'dateline:x:1000:1000::/cache:/bin/sh' >> /etc/passwd && \
    echo 'dateline:x:1000:' >> /etc/group && \
    mkdir /content /cache && \
    chown 1000:1000 /content /cache
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /runtime /app

WORKDIR /app
ENV PORT=3000 \
    DATELINE_CACHE=/cache \
    NODE_COMPILE_CACHE=/cache/compiled \
    XDG_CACHE_HOME=/cache \
    MALLOC_ARENA_MAX=2
USER 1000:1000
VOLUME ["/content", "/cache"]
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/_dateline/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Git leaves processes behind when a server does not answer: an init ends them.
ENTRYPOINT ["tini", "--"]
# Without a repository and a folder, the site is the sample edition.
CMD ["sh", "-c", "export CONTENT_DIR=\"${CONTENT_DIR:-${CONTENT_REPOSITORY:+/content}}\"; exec node --max-semi-space-size=8 --heap-growing-percent=30 lib/server/main.ts"]

ARG VERSION=0.3.0
ARG REVISION
LABEL org.opencontainers.image.title="Dateline" \
      org.opencontainers.image.description="A news site in a git repository: editors push Markdown, readers get fast pages" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
