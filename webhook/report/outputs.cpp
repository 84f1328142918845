#include "report/outputs.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

namespace postern::report {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};

// "sarif=report.sarif"; nothing when the text before "=" is no format: it is a file's name then.
std::optional<Output> with_format(const std::string& output) {
  const std::size_t equals = output.find('=');
  if (equals == std::string::npos) {
    return std::nullopt;
  }
  const std::optional<Format> format = format_from_text(output.substr(0, equals));
  if (!format) {
    return std::nullopt;
  }
  return Output{.format = *format, .file = output.substr(equals + 1)};
}

bool is_known(const std::vector<Output>& outputs, const std::string& file) {
  return std::ranges::any_of(outputs, [&](const Output& other) { return other.file == file; });
}

bool put(std::FILE* file, const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0;
}

}  // namespace

Result<std::vector<Output>> outputs_from(const std::string& format,
                                         const std::vector<std::string>& outputs, Colour colour) {
  const std::optional<Format> main_format = format_from_text(format);
  if (!main_format) {
    return failure("--format is not one of the known formats");
  }
  Output main{.format = *main_format, .file = std::string(kStandardOutput)};
  bool main_has_file = false;
  std::vector<Output> others;
  for (const std::string& text : outputs) {
    if (std::optional<Output> other = with_format(text)) {
      others.push_back(*std::move(other));
      continue;
    }
    if (main_has_file) {
      return failure("--output is given twice without a format; write FORMAT=FILE");
    }
    main.file = text;
    main_has_file = true;
  }
  main.colour = main_has_file ? Colour::kOff : colour;
  std::vector<Output> all;
  all.push_back(std::move(main));
  for (Output& other : others) {
    if (is_known(all, other.file)) {
      return failure("two reports would go to the same place");
    }
    all.push_back(std::move(other));
  }
  if (is_known(all, "")) {
    return failure("--output names no file");
  }
  return all;
}

Result<void> write(const Run& run, const Output& output) {
  const std::string text = formatted(run, output.format, output.colour);
  if (output.file == kStandardOutput) {
    return put(stdout, text) ? Result<void>() : failure("the report cannot be written");
  }
  std::unique_ptr<std::FILE, CloseFile> file(std::fopen(output.file.c_str(), "wbe"));
  if (!file || !put(file.get(), text)) {
    return failure("the report cannot be written");
  }
  // A full disk may show only now.
  return std::fclose(file.release()) == 0 ? Result<void>()
                                          : failure("the report cannot be written");
}

}  // namespace postern::report
