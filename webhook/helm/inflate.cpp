#include "helm/inflate.h"

#include <libdeflate.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <optional>

#include "kube/load_json.h"

namespace postern::helm {
namespace {

// Deflate cannot do better than 1032 to 1 (zlib, "Maximum Compression Factor").
constexpr std::size_t kGreatestRatio = 1032;

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* decompressor) const {
    libdeflate_free_decompressor(decompressor);
  }
};
using Decompressor = std::unique_ptr<libdeflate_decompressor, FreeDecompressor>;

std::size_t room_for(std::size_t compressed, std::size_t maximum) {
  return compressed < maximum / kGreatestRatio ? compressed * kGreatestRatio : maximum;
}

}  // namespace

PaddedText::PaddedText(std::size_t capacity)
    // Uninitialised on purpose: pages that nothing is written to cost nothing.
    // NOLINTNEXTLINE(modernize-avoid-c-arrays): a vector would write every byte.
    : bytes_(std::make_unique_for_overwrite<char[]>(capacity + kube::kJsonPadding)) {}

void PaddedText::end_at(std::size_t size) {
  size_ = size;
  std::memset(bytes_.get() + size, 0, kube::kJsonPadding);
}

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b\x08"); }

// libdeflate, not zlib: 6 ms instead of 17 for the 6.6 MB of a large release, and a release must be
// judged in 20.
DecodeResult<PaddedText> inflate(std::string_view gzip, std::size_t maximum) {
  const Decompressor decompressor(libdeflate_alloc_decompressor());
  if (!decompressor) {
    throw std::bad_alloc();
  }
  const std::size_t room = room_for(gzip.size(), maximum);
  PaddedText text(room);
  std::size_t written = 0;
  do {
    std::size_t read = 0;
    std::size_t made = 0;
    const libdeflate_result result =
        libdeflate_gzip_decompress_ex(decompressor.get(), gzip.data(), gzip.size(),
                                      text.data() + written, room - written, &read, &made);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE) {
      return too_large("the payload inflates beyond the limit");
    }
    if (result != LIBDEFLATE_SUCCESS) {
      return undecodable("the gzip stream is damaged or cut short");
    }
    written += made;
    gzip.remove_prefix(read);
  } while (!gzip.empty());
  text.end_at(written);
  return text;
}

}  // namespace postern::helm
