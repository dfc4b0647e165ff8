// libnvrtc: CUDA C made into a shared library by the processor's compiler. What passes for PTX or machine code is a line that
// says what it is for and where that library lies.

#include "stand_in.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <vector>

using namespace stand_in;

namespace {

enum Status { SUCCESS = 0, INVALID_INPUT = 3, INVALID_PROGRAM = 4, INVALID_OPTION = 5, COMPILATION = 6 };

const char *PRELUDE =
#include "kernel_prelude.inc"
    ;

struct Program {
    static constexpr const char *KIND = "NVRTC program";
    std::string source, name, log, ptx, cubin;
};

std::vector<int> architectures() {
    return CUDA_MAJOR == 12 ? std::vector<int>{50, 52, 53, 60, 61, 62, 70, 72, 75, 80, 86, 87, 89, 90, 100, 101, 103, 120, 121}
                            : std::vector<int>{75, 80, 86, 87, 88, 89, 90, 100, 103, 110, 120, 121};
}

// Compiled kernels, until the process ends.
const std::string &folder() {
    static const std::string *path = [] {
        std::string name = (std::filesystem::temp_directory_path() / "stand-in-XXXXXX").string();
        const char *made = mkdtemp(name.data());
        return new std::string(made == nullptr ? "" : made);
    }();
    return *path;
}

bool foldersExist = false;

std::string read(const std::string &file) {
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

// The kernels that can be found by name.
std::set<std::string> kernels(const std::string &source) {
    std::string code = std::regex_replace(source, std::regex("//[^\n]*|/\\*[^*]*\\*+([^/*][^*]*\\*+)*/"), " ");
    std::regex kernel("extern\\s+\"C\"\\s+__global__\\s+(?:__launch_bounds__\\s*\\([^)]*\\)\\s*)?"
                      "void\\s+(?:__launch_bounds__\\s*\\([^)]*\\)\\s*)?(\\w+)\\s*\\(");
    std::set<std::string> names;
    for (std::sregex_iterator each(code.begin(), code.end(), kernel), end; each != end; ++each) {
        names.insert((*each)[1]);
    }
    return names;
}

// What the options ask for, or nothing where one is unknown.
struct Options {
    int architecture = CUDA_MAJOR == 12 ? 52 : 75;
    bool isReal = false;
    std::string unknown, forCompiler;
};

Options read(int count, const char *const *given) {
    Options options;
    for (int i = 0; i < count; i++) {
        std::string option = given[i];
        std::smatch match;
        if (option == "-arch" || option == "--gpu-architecture") {
            option += "=" + std::string(++i < count ? given[i] : "");
        }
        if (std::regex_match(option, match, std::regex("(?:-arch|--gpu-architecture)=(compute|sm)_(\\d+)a?"))) {
            options.architecture = std::stoi(match[2]);
            options.isReal = match[1] == "sm";
            std::vector<int> known = architectures();
            if (std::find(known.begin(), known.end(), options.architecture) == known.end()) {
                options.unknown = option;
            }
        } else if (std::regex_match(option, match, std::regex("(?:-std|--std)=(c\\+\\+(?:11|14|17|20))"))) {
            // the launcher needs C++17
        } else if (std::regex_match(option, std::regex("-D\\w+(=\\w+)?"))) {
            options.forCompiler += " " + option;
        } else if (!std::regex_match(option, std::regex("--?(use_fast_math|default-device|extra-device-vectorization|lineinfo|restrict|"
                                                        "fmad=(true|false)|ftz=(true|false)|prec-(div|sqrt)=(true|false))"))) {
            options.unknown = option;
        }
    }
    return options;
}

int compile(Program &program, const Options &options) {
    static int number = 0;
    foldersExist = true;
    std::string file = folder() + "/kernel" + std::to_string(++number);
    std::ofstream out(file + ".cpp");
    out << PRELUDE << "\n#line 1 \"" << program.name << "\"\n" << program.source << "\n#line 1 \"stand-in\"\n";
    for (const std::string &kernel : kernels(program.source)) {
        out << "extern \"C\" const stand_in::Parameter *" << kernel << "__parameters() {"
            << " return stand_in::Launcher<&" << kernel << ">::parameters; }\n"
            << "extern \"C\" void " << kernel << "__launch(void **given, const unsigned *sizes) {"
            << " stand_in::Launcher<&" << kernel << ">::launch(given, sizes); }\n";
    }
    out.close();
    const char *compiler = getenv("CXX");
    std::string command = std::string(compiler == nullptr ? "g++" : compiler) +
                          " -std=c++17 -O2 -ffp-contract=off -fno-builtin-printf -nostdinc -shared -fPIC" +
                          options.forCompiler + " -o '" + file + ".so' '" + file + ".cpp' -lm 2>'" + file + ".log'";
    int status = std::system(command.c_str());
    program.log = read(file + ".log");
    if (status != 0) {
        program.log += program.log.empty() ? "the compiler does not start: " + command : "";
        return COMPILATION;
    }
    auto image = [&](const char *form) {
        return "//stand-in " + std::string(form) + " " + std::to_string(options.architecture) + " " +
               std::to_string(cudaVersion()) + "\n" + file + ".so\n";
    };
    program.ptx = image("ptx");
    program.cubin = options.isReal ? image("cubin") : "";
    return SUCCESS;
}

// A text of a program, or how long it is with its end.
int text(const char *function, Program *program, std::string Program::*part, size_t *bytes, char *to) {
    Call call(function, Call::QUESTION);
    call.object("prog", program);
    if (!call.isGood()) {
        return INVALID_PROGRAM;
    }
    const std::string &from = program->*part;
    if (bytes != nullptr) {
        *bytes = from.empty() && part == &Program::cubin ? 0 : from.size() + 1;
    } else {
        memcpy(to, from.c_str(), from.size() + 1);
    }
    return SUCCESS;
}

} // namespace

API int nvrtcCreateProgram(Program **program, const char *source, const char *name, int headers, const char *const *,
                           const char *const *) {
    Call call("nvrtcCreateProgram", Call::QUESTION);
    call.host("prog", program);
    call.host("src", source);
    call.require(headers == 0, "headers are not played");
    if (!call.isGood()) {
        return INVALID_INPUT;
    }
    *program = create<Program>();
    (*program)->source = source;
    (*program)->name = name == nullptr ? "default_program" : name;
    return SUCCESS;
}

API int nvrtcCompileProgram(Program *program, int count, const char *const *given) {
    Call call("nvrtcCompileProgram", Call::QUESTION);
    call.object("prog", program);
    if (!call.isGood()) {
        return INVALID_PROGRAM;
    }
    Options options = read(count, given);
    if (!options.unknown.empty()) {
        program->log = "nvrtc: error: invalid value or unrecognized option: " + options.unknown + "\n";
        return INVALID_OPTION;
    }
    return compile(*program, options);
}

API int nvrtcGetPTXSize(Program *program, size_t *bytes) {
    return text("nvrtcGetPTXSize", program, &Program::ptx, bytes, nullptr);
}

API int nvrtcGetPTX(Program *program, char *to) { return text("nvrtcGetPTX", program, &Program::ptx, nullptr, to); }

API int nvrtcGetCUBINSize(Program *program, size_t *bytes) {
    return text("nvrtcGetCUBINSize", program, &Program::cubin, bytes, nullptr);
}

API int nvrtcGetCUBIN(Program *program, char *to) { return text("nvrtcGetCUBIN", program, &Program::cubin, nullptr, to); }

API int nvrtcGetProgramLogSize(Program *program, size_t *bytes) {
    return text("nvrtcGetProgramLogSize", program, &Program::log, bytes, nullptr);
}

API int nvrtcGetProgramLog(Program *program, char *to) {
    return text("nvrtcGetProgramLog", program, &Program::log, nullptr, to);
}

API int nvrtcDestroyProgram(Program **program) {
    Call call("nvrtcDestroyProgram", Call::QUESTION);
    call.host("prog", program);
    if (call.isGood()) {
        call.object("*prog", *program);
    }
    if (!call.isGood()) {
        return INVALID_PROGRAM;
    }
    destroy(*program);
    *program = nullptr;
    return SUCCESS;
}

API int nvrtcGetNumSupportedArchs(int *count) {
    *count = int(architectures().size());
    return SUCCESS;
}

API int nvrtcGetSupportedArchs(int *to) {
    for (int architecture : architectures()) {
        *to++ = architecture;
    }
    return SUCCESS;
}

API const char *nvrtcGetErrorString(int status) {
    switch (status) {
    case SUCCESS:
        return "NVRTC_SUCCESS";
    case INVALID_INPUT:
        return "NVRTC_ERROR_INVALID_INPUT";
    case INVALID_PROGRAM:
        return "NVRTC_ERROR_INVALID_PROGRAM";
    case INVALID_OPTION:
        return "NVRTC_ERROR_INVALID_OPTION";
    case COMPILATION:
        return "NVRTC_ERROR_COMPILATION";
    default:
        return "NVRTC_ERROR unknown";
    }
}

__attribute__((destructor)) static void removeFolder() {
    if (foldersExist) {
        std::error_code ignored;
        std::filesystem::remove_all(folder(), ignored);
    }
}
