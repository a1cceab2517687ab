// SPDX-License-Identifier: MIT
// Stands in for libFuzzer where the compiler has none: mutates the seeds with a generator that starts the
// same in every run. Understands the few arguments of libFuzzer that run.sh uses: folders, -max_total_time,
// -max_len, -seed, -artifact_prefix. Without coverage it finds less; it is deterministic for a given number
// of rounds.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace {

using Input = std::vector<uint8_t>;

Input current;
std::string artifact = "./";

void keepInput(int signal)
{
    std::ofstream((artifact + "crash").c_str(), std::ios::binary)
            .write(reinterpret_cast<const char *>(current.data()), std::streamsize(current.size()));
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

const std::vector<std::string> tokens{"{",
                                      "}",
                                      "[",
                                      "]",
                                      ",",
                                      ":",
                                      "\"",
                                      "\\",
                                      "\\u",
                                      "\\ud83d",
                                      "null",
                                      "true",
                                      "1e999",
                                      "-0.0",
                                      "\n",
                                      "\r",
                                      "\r\n",
                                      "\n\n",
                                      "data: ",
                                      "event: ",
                                      "[DONE]",
                                      "\"usage\":",
                                      "\"choices\":[]",
                                      "\"error\":",
                                      "\"model\":\"m\"",
                                      "\"stream\":true",
                                      "\"stream_options\":",
                                      "\"include_usage\":",
                                      "\"prompt_tokens\":5",
                                      "\xe4\xbd\xa0",
                                      "\xff",
                                      std::string(1, '\0'),
                                      "GET / HTTP/1.1\r\n",
                                      "Host: h\r\n",
                                      "Content-Length: 5\r\n",
                                      "Transfer-Encoding: chunked\r\n",
                                      "\r\n\r\n"};

void mutate(Input &input, const std::vector<Input> &seeds, std::mt19937 &random, size_t maxLength)
{
    const auto below = [&](size_t limit) { return limit == 0 ? 0 : size_t(random() % limit); };
    const auto at = [&] { return input.begin() + std::ptrdiff_t(below(input.size() + 1)); };
    for (size_t rounds = 1 + below(4); rounds > 0; --rounds) {
        switch (below(7)) {
        case 0:
            if (!input.empty())
                input[below(input.size())] = uint8_t(random());
            break;
        case 1:
            if (!input.empty())
                input[below(input.size())] ^= uint8_t(1U << below(8));
            break;
        case 2: {
            const auto first = at();
            input.erase(first, first + std::ptrdiff_t(below(size_t(input.end() - first) + 1)));
            break;
        }
        case 3: {
            const std::string &token = tokens[below(tokens.size())];
            input.insert(at(), token.begin(), token.end());
            break;
        }
        case 4: {
            const Input &other = seeds[below(seeds.size())];
            const size_t first = below(other.size());
            const size_t length = below(other.size() - first + 1);
            const Input part(other.begin() + std::ptrdiff_t(first),
                             other.begin() + std::ptrdiff_t(first + length));
            input.insert(at(), part.begin(), part.end());
            break;
        }
        case 5: {
            const size_t first = below(input.size());
            const Input part(input.begin() + std::ptrdiff_t(first), input.end());
            input.insert(at(), part.begin(), part.end());
            break;
        }
        default:
            input.resize(below(input.size() + 1));
        }
    }
    input.resize(std::min(input.size(), maxLength));
}

} // namespace

int main(int argc, char **argv)
{
    long seconds = 60;
    size_t maxLength = 65536;
    std::mt19937 random(1);
    std::vector<Input> seeds{{}};
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        const std::string value = argument.substr(argument.find('=') + 1);
        if (argument.rfind("-max_total_time=", 0) == 0)
            seconds = std::stol(value);
        else if (argument.rfind("-max_len=", 0) == 0)
            maxLength = std::stoul(value);
        else if (argument.rfind("-seed=", 0) == 0)
            random.seed(uint32_t(std::stoul(value)));
        else if (argument.rfind("-artifact_prefix=", 0) == 0)
            artifact = value;
        else if (std::filesystem::is_directory(argument)) {
            for (const auto &file : std::filesystem::directory_iterator(argument)) {
                std::ifstream stream(file.path(), std::ios::binary);
                seeds.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
            }
        }
    }
    std::sort(seeds.begin(), seeds.end());
    std::signal(SIGABRT, keepInput);
    for (const Input &seed : seeds) {
        current = seed;
        LLVMFuzzerTestOneInput(current.data(), current.size());
    }
    unsigned long runs = seeds.size();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    while (std::chrono::steady_clock::now() < end) {
        current = seeds[random() % seeds.size()];
        mutate(current, seeds, random, maxLength);
        LLVMFuzzerTestOneInput(current.data(), current.size());
        ++runs;
    }
    std::fprintf(stderr, "Done %lu runs in %ld second(s)\n", runs, seconds);
    return 0;
}
