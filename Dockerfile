# The image of postern: the program, the libraries that it names, CA roots and nothing to log in with.
#
#   buildah build --build-arg COMMIT=$(git rev-parse --short=12 HEAD) -t postern .
#
# The same commit on the same Debian packages gives the same files; SOURCE_DATE_EPOCH dates them.
FROM debian:12-slim AS build
WORKDIR /src
# Packages first: this layer is made anew only when their list changes.
COPY tools/install-deps tools/install-deps
RUN apt-get update -qq && tools/install-deps build
COPY CMakeLists.txt CMakePresets.json ./
COPY cmake cmake
COPY webhook webhook
ARG COMMIT=unknown
RUN cmake --preset release -DPOSTERN_COMMIT_OVERRIDE="$COMMIT" \
 && cmake --build --preset release --target postern
COPY tools/image-root tools/image-root
ARG SOURCE_DATE_EPOCH=0
RUN SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" tools/image-root build/release/bin/postern /image

FROM scratch
ARG COMMIT=unknown
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="postern" \
      org.opencontainers.image.description="Kubernetes admission webhook for managed-Postgres configuration" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$COMMIT" \
      org.opencontainers.image.base.name="docker.io/library/debian:12-slim"
COPY --from=build /image /
# No name is needed: 65532 is "nonroot" in the passwd file, and Kubernetes wants a number.
USER 65532:65532
EXPOSE 8443 8080
ENTRYPOINT ["/usr/bin/postern"]
