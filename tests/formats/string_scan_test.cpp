#include "formats/string_scan.hpp"
#include "bgsnap/raw_graph.hpp"

#include <gtest/gtest.h>

#include <string>

// What looks at sixteen bytes at a time finds what looking at each would.

namespace bgsnap {
namespace {

TEST(StringScan, LastSlashIsFoundWhereverItStands) {
  for (std::size_t size = 0; size < 70; ++size) {
    const std::string none(size, 'a');
    EXPECT_EQ(StorePath::from(none).base, none);
    for (std::size_t last = 0; last < size; ++last)
      for (const std::size_t other : {std::size_t{0}, last / 2, last}) {
        std::string path = none;
        path[last] = path[other] = '/';
        EXPECT_EQ(StorePath::from(path).base, path.substr(last + 1)) << path;
      }
  }
}

TEST(StringScan, EscapesMeanTheSameWhereverTheyStand) {
  for (std::size_t size = 0; size < 40; ++size)
    for (std::size_t at = 0; at <= size; ++at) {
      std::string raw(size, 'a');
      std::string meant = raw;
      raw.insert(at, R"(\n\\\u00e9\"\ud83d\ude00)");
      meant.insert(at, "\n\\\xC3\xA9\"\xF0\x9F\x98\x80");
      std::string text(raw.size(), '?');
      std::size_t wrong = 0;
      const char* const end = unescape_json(raw, text.data(), wrong);
      ASSERT_NE(end, nullptr);
      EXPECT_EQ(text.substr(0, static_cast<std::size_t>(end - text.data())), meant);
    }
}

TEST(StringScan, WrongEscapeIsNamed) {
  for (std::size_t at = 0; at < 40; ++at) {
    std::string raw(at, 'a');
    raw += R"(\x rest of the text, long enough)";
    std::string text(raw.size(), '?');
    std::size_t wrong = 0;
    EXPECT_EQ(unescape_json(raw, text.data(), wrong), nullptr);
    EXPECT_EQ(wrong, at);
  }
}

}  // namespace
}  // namespace bgsnap
