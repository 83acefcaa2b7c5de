# The Ruby gem `cfonb`, the whole file at once: ruby -I LIB gem.rb FILE ROUNDS.
require 'json'
require 'cfonb'

file, rounds = ARGV
text = File.read(file, encoding: 'ISO-8859-1')
(0..rounds.to_i).each do |round|
  start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  start_cpu = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)
  statements = CFONB.parse(text)
  ms = (Process.clock_gettime(Process::CLOCK_MONOTONIC) - start) * 1000
  cpu_ms = (Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID) - start_cpu) * 1000
  operations = statements.flat_map(&:operations)
  sum = (operations.sum(&:amount) * 100).to_i
  puts JSON.generate(ms: ms, cpuMs: cpu_ms, operations: operations.size, sumMinor: sum) if round.positive?
end
