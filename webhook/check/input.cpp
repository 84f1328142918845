#include "check/input.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <system_error>

namespace postern::check {
namespace {

namespace fs = std::filesystem;

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stdin) {
      static_cast<void>(std::fclose(file));
    }
  }
};

Result<std::string> read_all(std::FILE* file) {
  std::string text;
  std::array<char, 65536> chunk{};
  while (std::feof(file) == 0 && std::ferror(file) == 0) {
    text.append(chunk.data(), std::fread(chunk.data(), 1, chunk.size(), file));
    if (text.size() > kMaximumFile) {
      return failure("the file is larger than {} bytes", Count(kMaximumFile));
    }
  }
  if (std::ferror(file) != 0) {
    return failure("the file cannot be read");
  }
  return text;
}

Result<std::string> read_file(const std::string& path) {
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rbe"));
  if (!file) {
    return failure("the file cannot be opened");
  }
  return read_all(file.get());
}

bool is_manifest(const fs::path& path) {
  const fs::path extension = path.extension();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

// recursive_directory_iterator does not follow links to directories, so loops cannot happen.
Result<std::vector<std::string>> manifests_under(const std::string& directory) {
  std::vector<std::string> found;
  std::error_code error;
  fs::recursive_directory_iterator entry(directory, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    if (is_manifest(entry->path()) && entry->is_regular_file(ignored)) {
      found.push_back(entry->path().string());
    }
  }
  if (error) {
    return failure("the directory cannot be read");
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

void for_each_input(const std::vector<std::string>& arguments,
                    const std::function<void(const Input&)>& take,
                    const std::function<void(const std::string&, const Error&)>& refuse) {
  const auto read = [&](const std::string& name, Result<std::string> text) {
    text ? take({.name = name, .text = *std::move(text)}) : refuse(name, text.error());
  };
  for (const std::string& argument : arguments) {
    std::error_code ignored;
    if (argument == "-") {
      read("<stdin>", read_all(stdin));
      continue;
    }
    if (!fs::is_directory(argument, ignored)) {
      read(argument, read_file(argument));
      continue;
    }
    const Result<std::vector<std::string>> files = manifests_under(argument);
    if (!files) {
      refuse(argument, files.error());
      continue;
    }
    for (const std::string& file : *files) {
      read(file, read_file(file));
    }
  }
}

}  // namespace postern::check
