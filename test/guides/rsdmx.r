# Reads a series and its structure with rsdmx, as its manual shows, and prints them as JSON lines would be read: key=value.
suppressMessages(library(rsdmx))
arguments <- commandArgs(trailingOnly = TRUE)
base <- arguments[1]
key <- arguments[2]

provider <- SDMXServiceProvider(
  agencyId = "BDF", name = "Webstat", scale = "national",
  builder = SDMXREST21RequestBuilder(
    regUrl = base, repoUrl = base, compliant = TRUE,
    accessKey = "client_id"
  )
)
addSDMXServiceProvider(provider)
data <- readSDMX(
  providerId = "BDF", providerKey = key, resource = "data", flowRef = "EXR",
  key = list("M", "USD", "EUR", "SP00", "E"), start = 2019, end = 2020, dsd = TRUE
)
frame <- as.data.frame(data, labels = TRUE)
cat(paste0("rows=", nrow(frame), "\n"))
cat(paste0("first=", frame$obsTime[1], " ", frame$obsValue[1], "\n"))
cat(paste0("label=", as.character(frame$CURRENCY_label.en[1]), "\n"))
flows <- as.data.frame(readSDMX(providerId = "BDF", providerKey = key, resource = "dataflow"))
cat(paste0("flows=", paste(sort(flows$id), collapse = ","), "\n"))
